import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { KrpcError } from "../../api/krpc";
import type { ControlPanelUserInfo } from "../../api/wire";
import { Notice } from "../../design/Notice";
import { useTexts } from "../../i18n";
import { enter, entryProblem, type Rest } from "./actions";
import { zoneHostOf } from "./redirect";
import type { Leading } from "./target";

interface Props {
  target: Leading;
  user: ControlPanelUserInfo;
  /** the panel's session turned out to be over */
  onEnded: () => void;
  onOther: () => void;
  onDone: (rest: Rest) => void;
}

/** Goes on in the account that is logged in at the panel: at once, or when the person says so. */
export function Continue({ target, user, onEnded, onOther, onDone }: Props) {
  const { t } = useTexts();
  const [going, setGoing] = useState(!target.ask);
  const [problem, setProblem] = useState<string>();
  const began = useRef(false);

  async function go() {
    setProblem(undefined);
    setGoing(true);
    try {
      onDone(await enter(target));
    } catch (error) {
      if (error instanceof KrpcError && error.kind === "session") return onEnded();
      setGoing(false);
      setProblem(entryProblem(error, user, target.app, t));
    }
  }

  useEffect(() => {
    if (target.ask || began.current) return;
    began.current = true; // once, also where effects run twice
    void go();
  });

  const name = user.show_name === "" ? user.user_id : user.show_name;
  return (
    <div className="stack">
      {problem && <Notice tone="bad" title={problem} live />}
      <div className="account">
        <span className="avatar" aria-hidden="true">
          {[...name][0]?.toUpperCase()}
        </span>
        <span className="account-name">
          <strong className="break">{name}</strong>
          <span className="muted small break">
            {user.user_id}@{zoneHostOf(location.hostname)}
          </span>
        </span>
      </div>
      <Button size="md" fullWidth loading={going} onClick={() => void go()}>
        {t("login.continue", { name })}
      </Button>
      <Button size="md" fullWidth variant="subtle" onClick={onOther}>
        {t("login.other")}
      </Button>
    </div>
  );
}
