import { Button, Loader, TextInput } from "@mantine/core";
import { IconCheck, IconCopy, IconPrinter } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useCopied } from "../design/Copy";
import { Notice } from "../design/Notice";
import { useTexts } from "../i18n";
import { useReachable } from "./machine";
import { pickThree } from "./rules";
import { StepFoot, type StepProps, StepTitle } from "./Steps";
import type { Wizard } from "./wizard";

function wordsOf(wizard: Wizard): string[] {
  return (wizard.result?.recovery_phrase ?? "").split(/\s+/).filter((word) => word !== "");
}

export function PhraseStep({ wizard }: StepProps) {
  const { t } = useTexts();
  const [copied, copy] = useCopied();
  const words = wordsOf(wizard);
  return (
    <>
      <StepTitle title={t("activate.phrase_title")} text={t("activate.phrase_text")} />
      <div className="print-only">
        <p>
          {t("app.name")} · {wizard.result?.zone_host} · {wizard.result?.user_name}
        </p>
      </div>
      <ol className="words" aria-label={t("activate.phrase_words")}>
        {words.map((word, i) => (
          <li key={`${i} ${word}`}>
            <span className="muted num" aria-hidden="true">
              {i + 1}
            </span>
            {word}
          </li>
        ))}
      </ol>
      <div className="row no-print">
        <Button
          variant="default"
          leftSection={copied ? <IconCheck size={17} /> : <IconCopy size={17} />}
          onClick={() => copy(words.join(" "))}
        >
          {t(copied ? "common.copied" : "common.copy")}
        </Button>
        <Button variant="default" leftSection={<IconPrinter size={17} />} onClick={() => print()}>
          {t("activate.print")}
        </Button>
      </div>
      <Notice tone="warn" title={t("activate.phrase_warning")} />
      <StepFoot>
        <Button type="submit" size="md">
          {t("activate.phrase_done")}
        </Button>
      </StepFoot>
    </>
  );
}

export function CheckStep({ wizard, send }: StepProps) {
  const { t } = useTexts();
  const words = wordsOf(wizard);
  const [places] = useState(() => pickThree(Math.max(3, words.length), Math.random));
  const [typed, setTyped] = useState<Record<number, string>>({});
  const [tried, setTried] = useState(false);
  const right = (place: number) => (typed[place] ?? "").trim().toLowerCase() === words[place];

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (places.every(right)) send({ do: "next" });
  }

  return (
    <form className="stack" onSubmit={submit} noValidate>
      <StepTitle title={t("activate.check_title")} text={t("activate.check_text")} />
      {places.map((place, i) => (
        <TextInput
          key={place}
          size="md"
          label={t("activate.word", { number: place + 1 })}
          value={typed[place] ?? ""}
          onChange={(event) => setTyped({ ...typed, [place]: event.currentTarget.value })}
          error={tried && !right(place) && t("activate.word_bad", { number: place + 1 })}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={i === 0}
        />
      ))}
      <StepFoot>
        <Button variant="default" size="md" onClick={() => send({ do: "back" })}>
          {t("activate.show_again")}
        </Button>
        <Button type="submit" size="md">
          {t("common.continue")}
        </Button>
      </StepFoot>
    </form>
  );
}

export function DoneStep({ wizard }: { wizard: Wizard }) {
  const { t } = useTexts();
  const url = wizard.result?.zone_url ?? "";
  const ready = useReachable(url);
  return (
    <div className="stack done">
      <span className={`done-mark tone-${ready ? "ok" : "busy"}`} aria-hidden="true">
        {ready ? <IconCheck size={44} stroke={2.2} /> : <Loader size={40} />}
      </span>
      <div role="status">
        <StepTitle
          title={t(ready ? "activate.done_title" : "activate.done_wait")}
          text={
            ready
              ? t("activate.done_text", { user: wizard.result?.user_name ?? "" })
              : t("activate.done_wait_text")
          }
        />
      </div>
      <p className="mono break">{url}</p>
      <Button
        component="a"
        href={url}
        size="lg"
        fullWidth
        {...(ready ? {} : { "data-disabled": true })}
        aria-disabled={!ready}
        onClick={(event) => {
          if (!ready) event.preventDefault();
        }}
      >
        {t("activate.open")}
      </Button>
    </div>
  );
}
