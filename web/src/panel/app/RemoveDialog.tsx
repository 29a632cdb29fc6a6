import { Button, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { call, useMe } from "../../api/client";
import type { ControlPanelApp } from "../../api/wire";
import { ErrorNotice, Notice } from "../../design/Notice";
import { useTexts } from "../../i18n";
import { otherOwner } from "./whose";

type Data = "retain" | "delete";

interface Props {
  app: ControlPanelApp;
  opened: boolean;
  onClose: () => void;
  onRemoved: () => void;
}

/** Removing asks one question: the data. Deleting it takes typing the app's name. */
export function RemoveDialog({ app, opened, onClose, onRemoved }: Props) {
  const { t } = useTexts();
  const [data, setData] = useState<Data>("retain");
  const [typed, setTyped] = useState("");
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>();
  const owner = otherOwner(app, useMe());
  const sure = data === "retain" || typed.trim() === app.app_id;

  async function remove() {
    setSending(true);
    setError(undefined);
    try {
      await call("control-panel", "apps.uninstall", {
        app_id: app.app_id,
        user_id: app.owner_user_id,
        data_disposition: data,
      });
      onClose();
      onRemoved();
    } catch (problem) {
      setError(problem);
    } finally {
      setSending(false);
    }
  }

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("remove.title", { app: app.show_name })}
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (sure) void remove();
        }}
      >
        {owner !== undefined && (
          <Notice tone="warn" title={t("remove.other", { app: app.show_name, owner })} />
        )}
        <p className="muted">{t("remove.text")}</p>
        <fieldset className="plain-fieldset stack-s">
          <legend>{t("remove.data")}</legend>
          {(["retain", "delete"] as const).map((choice) => (
            <label className="choice" key={choice}>
              <input
                type="radio"
                name="data"
                checked={data === choice}
                onChange={() => setData(choice)}
              />
              <span>
                <strong>{t(choice === "retain" ? "remove.keep" : "remove.delete")}</strong>
                <br />
                <span className="muted small">
                  {t(choice === "retain" ? "remove.keep_text" : "remove.delete_text")}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
        {data === "delete" && (
          <TextInput
            label={t("remove.confirm", { app: app.app_id })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        {error !== undefined && <ErrorNotice error={error} />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" color="red" disabled={!sure} loading={sending} className="danger">
            {t(data === "retain" ? "remove.submit_keep" : "remove.submit_delete")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
