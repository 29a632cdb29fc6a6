import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sha256 } from "../base/sha256";
import { loginProof, passwordHash, toBase64 } from "./proof";

const reference = (text: string) => createHash("sha256").update(text, "utf8").digest("base64");

describe("sha256", () => {
  it("gives the published digest of the empty text and of abc", () => {
    const hex = (text: string) =>
      Buffer.from(sha256(new TextEncoder().encode(text))).toString("hex");
    expect(hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("agrees with the platform at every length around the block borders", () => {
    for (let length = 0; length <= 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 0xff);
      expect(toBase64(sha256(bytes))).toBe(createHash("sha256").update(bytes).digest("base64"));
    }
  });
});

describe("login proof", () => {
  it("hashes password, user name and the suffix in this order", () => {
    expect(passwordHash("secret", "alice")).toBe(reference("secretalice.buckyos"));
  });

  it("hashes the stored form with the decimal nonce", () => {
    const stored = reference("secretalice.buckyos");
    expect(loginProof("secret", "alice", 1732600000123)).toBe(reference(`${stored}1732600000123`));
  });

  it("takes passwords in any script as UTF-8", () => {
    expect(passwordHash("密码 🔑", "li")).toBe(reference("密码 🔑li.buckyos"));
  });
});
