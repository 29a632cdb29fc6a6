import { SegmentedControl } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { type FormEvent, useEffect, useReducer, useRef } from "react";
import { KrpcError, krpc } from "../api/krpc";
import { passwordHash } from "../api/proof";
import { Empty } from "../design/Empty";
import { Logo } from "../design/Logo";
import { explain, Notice } from "../design/Notice";
import { chooseLanguage, LANGUAGES, type Say, useTexts } from "../i18n";
import { useDevice } from "./machine";
import { CheckStep, DoneStep, PhraseStep } from "./PhraseSteps";
import { CodeStep, NameStep, ReviewStep, YouStep } from "./Steps";
import {
  beginWizard,
  reduceWizard,
  type StepName,
  shownAs,
  shownSteps,
  userNameOf,
  type Wizard,
  zoneNameOf,
} from "./wizard";

const STEP_TEXTS = {
  code: "activate.step_code",
  name: "activate.step_name",
  you: "activate.step_you",
  review: "activate.step_review",
  phrase: "activate.step_phrase",
  check: "activate.step_phrase",
  done: "activate.step_phrase",
} as const satisfies Record<StepName, string>;

const ACTIVATION_MS = 120_000;

export function WizardPage({ code }: { code: string }) {
  const { t } = useTexts();
  const [wizard, send] = useReducer(reduceWizard, code, beginWizard);
  const device = useDevice();
  const card = useRef<HTMLDivElement>(null);
  const already = device?.state !== undefined && device.state !== "inactive";
  const before = wizard.result === undefined;

  useEffect(() => {
    document.title = `${t("activate.title")} · ${t("app.name")}`;
  }, [t]);

  // A new step begins at its heading, for eyes and for screen readers.
  const firstStep = useRef(wizard.step);
  useEffect(() => {
    if (firstStep.current === wizard.step) return;
    firstStep.current = wizard.step;
    card.current?.querySelector("h1")?.focus();
    scrollTo(0, 0);
  }, [wizard.step]);

  // Between "keys are made" and "words are written down", closing the page loses the words.
  useEffect(() => {
    if (wizard.step !== "phrase" && wizard.step !== "check") return;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", hold);
    return () => removeEventListener("beforeunload", hold);
  }, [wizard.step]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (wizard.step !== "review") {
      send({ do: "next" });
      return;
    }
    send({ do: "sent" });
    try {
      send({ do: "activated", result: await activate(wizard) });
    } catch (error) {
      const askForCode = error instanceof KrpcError && /code/i.test(error.message);
      send({ do: "failed", error, askForCode });
    }
  }

  return (
    <div className="wizard">
      <header className="wizard-head">
        <span className="row">
          <Logo size={34} />
          <strong>{t("app.name")}</strong>
        </span>
        <LanguageSwitch />
      </header>
      <main className="wizard-main" id="main">
        {already && before ? (
          <div className="card wizard-card">
            <Empty
              heading="h1"
              title={t("activate.already_title")}
              text={t("activate.already_text")}
            >
              {device.zone_url && <a href={device.zone_url}>{device.zone_url}</a>}
            </Empty>
          </div>
        ) : (
          <>
            <StepLine wizard={wizard} />
            <div className="card wizard-card" ref={card}>
              <form className="stack" key={wizard.step} onSubmit={(e) => void submit(e)} noValidate>
                {wizard.error !== undefined && (
                  <Notice tone="bad" title={t("error.title")} live>
                    <span>{activationProblem(wizard.error, t)}</span>
                  </Notice>
                )}
                {wizard.step === "code" && <CodeStep wizard={wizard} send={send} />}
                {wizard.step === "name" && <NameStep wizard={wizard} send={send} device={device} />}
                {wizard.step === "you" && <YouStep wizard={wizard} send={send} />}
                {wizard.step === "review" && (
                  <ReviewStep wizard={wizard} send={send} device={device} />
                )}
                {wizard.step === "phrase" && <PhraseStep wizard={wizard} send={send} />}
              </form>
              {wizard.step === "check" && <CheckStep wizard={wizard} send={send} />}
              {wizard.step === "done" && <DoneStep wizard={wizard} />}
            </div>
          </>
        )}
      </main>
    </div>
  );
}

async function activate(wizard: Wizard) {
  const user = userNameOf(wizard);
  return krpc(
    "active",
    "activate",
    {
      zone_name: zoneNameOf(wizard),
      user_name: user,
      show_name: wizard.user.trim(),
      password_hash: passwordHash(wizard.password, user),
      code: wizard.code.trim(),
    },
    { timeoutMs: ACTIVATION_MS },
  );
}

function activationProblem(error: unknown, t: Say): string {
  if (error instanceof KrpcError) {
    if (error.kind === "unreachable") return t("activate.unreachable");
    if (/code/i.test(error.message)) return t("activate.wrong_code");
  }
  return explain(error, t);
}

function StepLine({ wizard }: { wizard: Wizard }) {
  const { t } = useTexts();
  const steps = shownSteps(wizard);
  const at = steps.indexOf(shownAs(wizard.step));
  return (
    <nav aria-label={t("activate.steps")}>
      <p className="hidden-visually" role="status">
        {t("activate.step_of", { step: at + 1, count: steps.length })}
      </p>
      <ol className="step-dots">
        {steps.map((step, i) => {
          const past = i < at || wizard.step === "done";
          return (
            <li
              key={step}
              data-past={past || undefined}
              aria-current={i === at ? "step" : undefined}
            >
              <span aria-hidden="true">{past ? <IconCheck size={15} stroke={2.6} /> : i + 1}</span>
              {t(STEP_TEXTS[step])}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function LanguageSwitch() {
  const { t, language } = useTexts();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("settings.language")}
      value={language}
      data={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
      onChange={(value) => {
        const chosen = LANGUAGES.find((one) => one.code === value);
        if (chosen) void chooseLanguage(chosen.code);
      }}
    />
  );
}
