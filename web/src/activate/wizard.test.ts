import { describe, expect, it } from "vitest";
import { RESERVED_NAMES } from "../api/wire";
import { isEasy, isHost, isLabel, pickThree, strength, userProblem } from "./rules";
import {
  beginWizard,
  type Event,
  mistakes,
  reduceWizard,
  userNameOf,
  type Wizard,
  zoneNameOf,
} from "./wizard";

const play = (wizard: Wizard, ...events: Event[]) => events.reduce(reduceWizard, wizard);
const RESULT = {
  zone_host: "home.localhost",
  zone_did: "did:web:home.localhost",
  zone_url: "http://home.localhost:3080/",
  user_name: "alice",
  recovery_phrase: "a b c d e f g h i j k l",
};

describe("the activation wizard", () => {
  it("asks for the code only when the link had none", () => {
    expect(beginWizard("").step).toBe("code");
    expect(beginWizard("k").step).toBe("name");
    expect(play(beginWizard("k"), { do: "back" }).step).toBe("name");
  });

  it("stays on a step with a mistake and names it from then on", () => {
    const stuck = play(
      beginWizard("k"),
      { do: "enter", field: "label", text: "-x" },
      { do: "next" },
    );
    expect(stuck.step).toBe("name");
    expect(stuck.tried).toBe(true);
    expect(mistakes(stuck)).toEqual(["label"]);
  });

  it("makes the zone's name from what was entered", () => {
    const here = play(beginWizard("k"), { do: "enter", field: "label", text: "Attic" });
    expect(zoneNameOf(here)).toBe("attic.localhost");
    const own = play(
      here,
      { do: "kind", kind: "other" },
      { do: "enter", field: "domain", text: " Cloud.Example.ORG " },
    );
    expect(zoneNameOf(own)).toBe("cloud.example.org");
  });

  it("takes a name as people write it and logs in with its lower case", () => {
    const wizard = play(beginWizard("k"), { do: "enter", field: "user", text: "Alice " });
    expect(userNameOf(wizard)).toBe("alice");
  });

  it("forgets the password once the zone is made", () => {
    const done = play(
      beginWizard("k"),
      { do: "enter", field: "password", text: "long enough to be fine" },
      { do: "activated", result: RESULT },
    );
    expect(done.step).toBe("phrase");
    expect(JSON.stringify(done)).not.toContain("long enough");
  });

  it("goes back to the code when the machine refused it, keeping all else", () => {
    const wizard = play(beginWizard("bad"), { do: "enter", field: "label", text: "attic" });
    const failed = play(wizard, { do: "failed", error: new Error(), askForCode: true });
    expect(failed.step).toBe("code");
    expect(failed.label).toBe("attic");
  });
});

describe("rules of names and passwords", () => {
  it("know labels and hosts", () => {
    expect(["home", "a", "my-cloud-2"].every(isLabel)).toBe(true);
    expect(["", "-a", "a-", "A", "a.b", "a_b", "ä"].some(isLabel)).toBe(false);
    expect(["cloud.example.org", "nas.lan"].every(isHost)).toBe(true);
    expect(["localhost", "192.168.1.2", "a..b", "x.-y.org", "http://a.b"].some(isHost)).toBe(false);
  });

  it("refuse reserved and malformed user names", () => {
    expect(userProblem("alice")).toBeUndefined();
    for (const name of [...RESERVED_NAMES, "su_bob"])
      expect(userProblem(name), name).not.toBeUndefined();
    expect(userProblem("root")).toBe("reserved");
    expect(userProblem("1st")).toBe("form");
    expect(userProblem("a")).toBe("form");
  });

  it("value length over symbols", () => {
    expect(strength("short", "alice")).toBe(0);
    expect(strength("password123", "alice")).toBe(0);
    expect(strength("aaaaaaaaaaaa", "alice")).toBe(0);
    expect(strength("alicealice", "alice")).toBe(0);
    expect(strength("abcdefgh", "li")).toBe(1);
    expect(strength("river stone lamp cloud", "alice")).toBe(4);
    expect(isEasy("correct horse", "alice")).toBe(false);
  });

  it("pick three different words in order", () => {
    const numbers = [0.99, 0.99, 0.1, 0.5];
    expect(pickThree(12, () => numbers.shift() ?? 0)).toEqual([1, 6, 11]);
  });
});
