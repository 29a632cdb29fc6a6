import { Button, PasswordInput, Switch, TextInput } from "@mantine/core";
import { IconChevronLeft, IconShieldCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type Dispatch, type FormEvent, useReducer, useState } from "react";
import { call, useMe } from "../../api/client";
import type { ControlPanelInspection, ControlPanelSource } from "../../api/wire";
import { AppIcon } from "../../design/AppIcon";
import { ErrorNotice, Notice } from "../../design/Notice";
import { toast } from "../../design/toast";
import { type Say, said, useTexts } from "../../i18n";
import { Grant } from "../app/Permissions";
import { appUrl } from "../appUrl";
import { zoneHostOf } from "../login/redirect";
import { Room } from "../Room";
import { go } from "../route";
import {
  APP_NAME,
  beginReview,
  type Gap,
  gapOf,
  type Review,
  type ReviewStep,
  reduceReview,
  requestOf,
} from "./review";

interface Props {
  source: ControlPanelSource;
  inspection: ControlPanelInspection;
  onBack: () => void;
}

/** The permission sheet: everything the app asks for, decided before anything runs. */
export function Sheet({ source, inspection, onBack }: Props) {
  const { t } = useTexts();
  const queries = useQueryClient();
  const me = useMe();
  const [review, step] = useReducer(reduceReview, inspection, beginReview);
  const [key] = useState(() => crypto.getRandomValues(new Uint32Array(4)).join("-"));
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>();
  const [tried, setTried] = useState(false);
  const gap = gapOf(review);

  async function install(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (gap !== undefined) return;
    setSending(true);
    setError(undefined);
    try {
      const { app_id } = await call(
        "control-panel",
        "apps.install",
        requestOf(review, source, key),
        {
          timeoutMs: 60_000,
        },
      );
      toast("ok", t("install.started", { app: inspection.show_name }));
      await queries.invalidateQueries({ queryKey: ["control-panel", "apps.list"] });
      go({ room: "app", id: app_id, owner: me, tab: "overview" }, "replace");
    } catch (problem) {
      setError(problem);
      setSending(false);
    }
  }

  const asks = inspection.permissions.length > 0;
  return (
    <Room
      title={inspection.show_name}
      lead={inspection.description || t("install.lead")}
      above={
        <button type="button" className="back link-button" onClick={onBack}>
          <IconChevronLeft size={18} aria-hidden="true" />
          {t("install.forget")}
        </button>
      }
      actions={
        <AppIcon id={review.name} name={inspection.show_name} url={inspection.icon_url} size={84} />
      }
    >
      <form className="stack" onSubmit={(event) => void install(event)} noValidate>
        <Problems inspection={inspection} />
        <div className="two">
          <div className="stack">
            <Grants review={review} step={step} />
            <Env review={review} step={step} tried={tried} />
            <Unsupported inspection={inspection} />
          </div>
          <div className="stack">
            <Place review={review} step={step} tried={tried} />
            <Components inspection={inspection} />
          </div>
        </div>
        {error !== undefined && <ErrorNotice error={error} />}
        <div className="card install-foot">
          <span className="muted" role="status">
            {gap !== undefined && (tried || gap.kind !== "env") ? gapText(gap, t) : ""}
          </span>
          <Button type="submit" size="md" loading={sending} disabled={gap !== undefined}>
            {t(asks ? "install.submit_grants" : "install.submit", { app: inspection.show_name })}
          </Button>
        </div>
      </form>
    </Room>
  );
}

function gapText(gap: Gap, t: Say): string {
  switch (gap.kind) {
    case "refused":
      return t("install.not_installable");
    case "name":
      return t("install.name_bad");
    case "grants":
      return t("install.missing_grants");
    case "env":
      return t("install.env_required", { name: gap.name });
  }
}

function Problems({ inspection }: { inspection: ControlPanelInspection }) {
  const { t } = useTexts();
  const fatal = inspection.unsupported.filter((one) => one.fatal);
  const all = [
    ...inspection.problems.map(({ path, message }) => ({ path, message: said(message) })),
    ...fatal.map(({ path, reason }) => ({
      path,
      message: `${t("install.fatal")}: ${said(reason)}`,
    })),
  ];
  if (all.length === 0) return null;
  return (
    <Notice
      tone={inspection.installable ? "warn" : "bad"}
      title={t(inspection.installable ? "install.problems" : "install.not_installable")}
      live
    >
      <ul className="plain-list">
        {all.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {path !== "" && <code>{path}</code>} {message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

interface Part {
  review: Review;
  step: Dispatch<ReviewStep>;
}

const RISKS = ["refused", "high", "medium", "low"];

function Grants({ review, step }: Part) {
  const { t } = useTexts();
  const permissions = [...review.inspection.permissions].sort(
    (a, b) => RISKS.indexOf(a.risk) - RISKS.indexOf(b.risk),
  );
  return (
    <section className="card stack-s">
      <h2>{t("install.asks")}</h2>
      {permissions.length === 0 && (
        <div className="row nowrap tone-ok" style={{ alignItems: "flex-start" }}>
          <IconShieldCheck
            size={22}
            color="var(--ok)"
            style={{ flex: "none" }}
            aria-hidden="true"
          />
          <p>{t("install.asks_nothing")}</p>
        </div>
      )}
      {permissions.length > 0 && <p className="muted">{t("install.always")}</p>}
      <ul className="grants">
        {permissions.map((permission) => (
          <Grant
            key={permission.id}
            permission={permission}
            control={
              permission.risk !== "refused" && (
                <Switch
                  size="md"
                  aria-label={t("install.allow", { title: said(permission.title) })}
                  checked={review.granted.has(permission.id)}
                  onChange={(event) =>
                    step({ do: "grant", id: permission.id, allow: event.currentTarget.checked })
                  }
                />
              )
            }
          />
        ))}
      </ul>
    </section>
  );
}

function Env({ review, step, tried }: Part & { tried: boolean }) {
  const { t } = useTexts();
  const { env } = review.inspection;
  if (env.length === 0) return null;
  return (
    <section className="card stack">
      <h2>{t("install.env")}</h2>
      {env.map(({ name, secret, required }) => {
        const Field = secret ? PasswordInput : TextInput;
        const value = review.env[name] ?? "";
        return (
          <Field
            key={name}
            label={<span className="mono">{name}</span>}
            description={secret ? t("install.env_secret") : undefined}
            required={required}
            value={value}
            autoComplete="off"
            spellCheck={false}
            {...(secret && {
              visibilityToggleButtonProps: { "aria-label": t("common.show_password") },
            })}
            error={tried && required && value === "" && t("install.env_required", { name })}
            onChange={(event) => step({ do: "env", name, value: event.currentTarget.value })}
          />
        );
      })}
    </section>
  );
}

function Unsupported({ inspection }: { inspection: ControlPanelInspection }) {
  const { t } = useTexts();
  const left = inspection.unsupported.filter((one) => !one.fatal);
  if (left.length === 0) return null;
  return (
    <section className="card stack-s">
      <h2>{t("install.unsupported")}</h2>
      <p className="muted">{t("install.unsupported_text")}</p>
      <ul className="plain-list">
        {left.map(({ path, reason }) => (
          <li key={path} className="break">
            <code>{path}</code>
            <br />
            <span className="muted small">{said(reason)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Place({ review, step, tried }: Part & { tried: boolean }) {
  const { t } = useTexts();
  const page = new URL(location.href);
  const { candidates } = review.inspection;
  const host = `${review.name}.${zoneHostOf(page.hostname)}`;
  const badName = !APP_NAME.test(review.name);
  return (
    <section className="card stack">
      <TextInput
        label={t("install.name")}
        description={t("install.name_hint")}
        value={review.name}
        onChange={(event) => step({ do: "name", name: event.currentTarget.value.toLowerCase() })}
        error={(tried || review.name !== "") && badName && t("install.name_bad")}
        autoCapitalize="none"
        spellCheck={false}
      />
      {review.main === undefined ? (
        <p className="muted">{t("install.main_none")}</p>
      ) : (
        <div>
          <span className="muted small">{t("install.address")}</span>
          <p className="break mono">{appUrl({ hosts: [host] }, page)}</p>
        </div>
      )}
      {candidates.length > 1 && (
        <fieldset className="plain-fieldset stack-s">
          <legend>{t("install.main")}</legend>
          <p className="muted small">{t("install.main_text")}</p>
          {candidates.map((main) => (
            <label className="choice" key={`${main.component} ${main.port}`}>
              <input
                type="radio"
                name="main"
                checked={
                  review.main?.component === main.component && review.main.port === main.port
                }
                onChange={() => step({ do: "main", main })}
              />
              <span>
                {main.component} <span className="muted num">:{main.port}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {review.main !== undefined && (
        <Switch
          label={t("install.guests")}
          description={t("install.guests_text")}
          checked={review.guests}
          onChange={(event) => step({ do: "guests", allow: event.currentTarget.checked })}
        />
      )}
    </section>
  );
}

function Components({ inspection }: { inspection: ControlPanelInspection }) {
  const { t } = useTexts();
  return (
    <section className="card stack-s">
      <h2>{t("install.components")}</h2>
      <ul className="plain-list">
        {inspection.components.map(({ name, image, present }) => (
          <li key={name}>
            <div className="row spread" style={{ gap: 8 }}>
              <strong>{name}</strong>
              <span className={`tag tone-${present ? "ok" : "rest"}`}>
                {t(present ? "install.present" : "install.to_pull")}
              </span>
            </div>
            <code className="muted small break">{image}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
