import { Button, PasswordInput, TextInput } from "@mantine/core";
import type { Dispatch, ReactNode } from "react";
import { useTexts } from "../i18n";
import { type Device, previewUrl } from "./machine";
import { isHost, isLabel, type Strength, strength } from "./rules";
import { type Event, type Mistake, mistakes, userNameOf, type Wizard, zoneNameOf } from "./wizard";

export interface StepProps {
  wizard: Wizard;
  send: Dispatch<Event>;
}

export function StepTitle({ title, text }: { title: string; text: string }) {
  return (
    <div className="stack-s">
      <h1 tabIndex={-1}>{title}</h1>
      <p className="muted">{text}</p>
    </div>
  );
}

export function StepFoot({ children }: { children: ReactNode }) {
  return <div className="step-foot">{children}</div>;
}

function Back({ wizard, send }: StepProps) {
  const { t } = useTexts();
  return (
    <Button
      variant="default"
      size="md"
      disabled={wizard.sending}
      onClick={() => send({ do: "back" })}
    >
      {t("common.back")}
    </Button>
  );
}

function useMistake(wizard: Wizard): (mistake: Mistake) => boolean {
  const found = wizard.tried ? mistakes(wizard) : [];
  return (mistake) => found.includes(mistake);
}

export function CodeStep({ wizard, send }: StepProps) {
  const { t } = useTexts();
  const has = useMistake(wizard);
  return (
    <>
      <StepTitle title={t("activate.code_title")} text={t("activate.code_text")} />
      <TextInput
        size="md"
        label={t("activate.code")}
        value={wizard.code}
        onChange={(e) => send({ do: "enter", field: "code", text: e.currentTarget.value })}
        error={has("code-missing") && t("activate.code_missing")}
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
      />
      <StepFoot>
        <Button type="submit" size="md">
          {t("common.continue")}
        </Button>
      </StepFoot>
    </>
  );
}

export function NameStep({ wizard, send, device }: StepProps & { device: Device | undefined }) {
  const { t } = useTexts();
  const has = useMistake(wizard);
  const here = wizard.kind === "here";
  return (
    <>
      <StepTitle title={t("activate.name_title")} text={t("activate.name_text")} />
      <fieldset className="plain-fieldset choice-pair">
        <legend className="hidden-visually">{t("activate.kind")}</legend>
        {(["here", "other"] as const).map((kind) => (
          <label className="choice" key={kind}>
            <input
              type="radio"
              name="kind"
              checked={wizard.kind === kind}
              onChange={() => send({ do: "kind", kind })}
            />
            <span>
              <strong>{t(`activate.kind_${kind}`)}</strong>
              <br />
              <span className="muted small">{t(`activate.kind_${kind}_text`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {here ? (
        <TextInput
          key="label"
          size="md"
          label={t("activate.name")}
          value={wizard.label}
          onChange={(e) => send({ do: "enter", field: "label", text: e.currentTarget.value })}
          error={
            (has("label") || (wizard.label !== "" && !isLabel(wizard.label))) &&
            t("activate.name_bad")
          }
          rightSection={<span className="muted">.localhost</span>}
          rightSectionWidth={96}
          autoCapitalize="none"
          spellCheck={false}
        />
      ) : (
        <TextInput
          key="domain"
          size="md"
          label={t("activate.domain")}
          description={t("activate.domain_hint")}
          value={wizard.domain}
          onChange={(e) => send({ do: "enter", field: "domain", text: e.currentTarget.value })}
          error={has("domain") && t("activate.domain_bad")}
          autoCapitalize="none"
          inputMode="url"
          spellCheck={false}
        />
      )}
      <Preview wizard={wizard} device={device} />
      <StepFoot>
        {wizard.askedForCode && <Back wizard={wizard} send={send} />}
        <Button type="submit" size="md">
          {t("common.continue")}
        </Button>
      </StepFoot>
    </>
  );
}

function Preview({ wizard, device }: { wizard: Wizard; device: Device | undefined }) {
  const { t } = useTexts();
  const fine = wizard.kind === "here" ? isLabel(wizard.label) : isHost(wizard.domain);
  const name = fine ? zoneNameOf(wizard) : "…";
  return (
    <dl className="address-preview" aria-live="polite">
      <div>
        <dt>{t("activate.preview")}</dt>
        <dd className="break">{previewUrl(name, device)}</dd>
      </div>
      <div>
        <dt>{t("activate.preview_app")}</dt>
        <dd className="break">{previewUrl(`photos.${name}`, device)}</dd>
      </div>
    </dl>
  );
}

export function YouStep({ wizard, send }: StepProps) {
  const { t } = useTexts();
  const has = useMistake(wizard);
  const reserved = has("user-reserved") && t("activate.user_reserved");
  return (
    <>
      <StepTitle title={t("activate.you_title")} text={t("activate.you_text")} />
      <TextInput
        size="md"
        label={t("activate.user")}
        description={t("activate.user_hint")}
        value={wizard.user}
        onChange={(e) => send({ do: "enter", field: "user", text: e.currentTarget.value })}
        error={has("user") ? t("activate.user_bad") : reserved}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
      />
      <div className="stack-s">
        <PasswordInput
          visibilityToggleButtonProps={{ "aria-label": t("common.show_password") }}
          size="md"
          label={t("activate.password")}
          value={wizard.password}
          onChange={(e) => send({ do: "enter", field: "password", text: e.currentTarget.value })}
          error={
            has("password-short")
              ? t("activate.password_short")
              : has("password-easy") && t("activate.password_easy")
          }
          autoComplete="new-password"
        />
        <Meter password={wizard.password} user={wizard.user} />
      </div>
      <PasswordInput
        visibilityToggleButtonProps={{ "aria-label": t("common.show_password") }}
        size="md"
        label={t("activate.repeat")}
        value={wizard.repeat}
        onChange={(e) => send({ do: "enter", field: "repeat", text: e.currentTarget.value })}
        error={has("repeat") && t("activate.repeat_bad")}
        autoComplete="new-password"
      />
      <StepFoot>
        <Back wizard={wizard} send={send} />
        <Button type="submit" size="md">
          {t("common.continue")}
        </Button>
      </StepFoot>
    </>
  );
}

const TONES = ["bad", "bad", "warn", "ok", "ok"] as const;

function Meter({ password, user }: { password: string; user: string }) {
  const { t } = useTexts();
  const level: Strength = strength(password, user);
  const shown = password !== "";
  return (
    <div className={`strength tone-${TONES[level]}`}>
      <div className="strength-bars" aria-hidden="true">
        {[1, 2, 3, 4].map((bar) => (
          <span key={bar} data-on={(shown && level >= bar) || undefined} />
        ))}
      </div>
      <span className="small" role="status">
        {shown ? (
          <>
            <span className="hidden-visually">{t("activate.strength")}: </span>
            {t(`activate.strength_${level}`)}
          </>
        ) : (
          <span className="muted">{t("activate.strength_hint")}</span>
        )}
      </span>
    </div>
  );
}

export function ReviewStep({ wizard, send, device }: StepProps & { device: Device | undefined }) {
  const { t } = useTexts();
  return (
    <>
      <StepTitle title={t("activate.review_title")} text={t("activate.review_text")} />
      <dl className="review">
        <div>
          <dt>{t("activate.review_zone")}</dt>
          <dd>
            <span className="break">{previewUrl(zoneNameOf(wizard), device)}</span>
            <Change to="name" wizard={wizard} send={send} what={t("activate.review_zone")} />
          </dd>
        </div>
        <div>
          <dt>{t("activate.review_user")}</dt>
          <dd>
            <span className="break">{userNameOf(wizard)}</span>
            <Change to="you" wizard={wizard} send={send} what={t("activate.review_user")} />
          </dd>
        </div>
        {device?.hostname && (
          <div>
            <dt>{t("activate.review_machine")}</dt>
            <dd className="break">
              {[device.hostname, device.base_os_info].filter(Boolean).join(" · ")}
            </dd>
          </div>
        )}
      </dl>
      <p className="hidden-visually" role="status">
        {wizard.sending ? t("activate.working") : ""}
      </p>
      <StepFoot>
        <Back wizard={wizard} send={send} />
        <Button type="submit" size="md" loading={wizard.sending}>
          {t("activate.submit")}
        </Button>
      </StepFoot>
    </>
  );
}

function Change({ to, what, wizard, send }: StepProps & { to: "name" | "you"; what: string }) {
  const { t } = useTexts();
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      disabled={wizard.sending}
      onClick={() => send({ do: "to", step: to })}
      aria-label={`${t("activate.change")}: ${what}`}
    >
      {t("activate.change")}
    </Button>
  );
}
