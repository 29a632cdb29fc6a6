import { Switch, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { clockSeconds } from "../../base/format";
import { useTexts } from "../../i18n";

export interface LogLine {
  readonly at: number;
  readonly who: string;
  readonly text: string;
  readonly bad: boolean;
}

interface Props {
  lines: readonly LogLine[];
  loading: boolean;
  /** a further control beside the filter */
  extra?: ReactNode;
}

/** Lines of text that keep to the end while you are at the end, and stay put when you scroll up. */
export function LogView({ lines, loading, extra }: Props) {
  const { t, language } = useTexts();
  const [filter, setFilter] = useState("");
  const [follow, setFollow] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  const wanted = filter.trim().toLowerCase();
  const shown =
    wanted === ""
      ? lines
      : lines.filter((line) => `${line.who} ${line.text}`.toLowerCase().includes(wanted));
  const last = shown.at(-1);
  const mark = `${shown.length} ${last?.at} ${last?.text}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last line is the reason to scroll
  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [follow, mark]);

  function scrolled() {
    const view = box.current;
    if (!view) return;
    setFollow(view.scrollHeight - view.scrollTop - view.clientHeight < 24);
  }

  return (
    <div className="stack-s">
      <div className="row">
        <TextInput
          type="search"
          aria-label={t("logs.filter")}
          placeholder={t("logs.filter")}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          className="grow"
          miw={160}
        />
        {extra}
        <Switch
          label={t("logs.follow")}
          checked={follow}
          onChange={(event) => setFollow(event.currentTarget.checked)}
        />
        <span className="muted small num">{t("logs.lines", { count: shown.length })}</span>
      </div>
      <div
        className="logs"
        ref={box}
        onScroll={scrolled}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t("logs.region")}
      >
        {shown.length === 0 && (
          <p>
            {loading
              ? t("common.loading")
              : wanted
                ? t("logs.none_match", { text: filter })
                : t("logs.empty")}
          </p>
        )}
        {shown.map((line, i) => (
          <div className="log-line" key={`${i} ${line.at}`} data-err={line.bad || undefined}>
            <time>{Number.isFinite(line.at) ? clockSeconds(line.at, language) : ""}</time>
            <span className="who">{line.who}</span>
            <span className="text">{marked(line.text, wanted)}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

function marked(text: string, wanted: string): ReactNode {
  const at = wanted === "" ? -1 : text.toLowerCase().indexOf(wanted);
  if (at < 0) return text;
  const end = at + wanted.length;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, end)}</mark>
      {text.slice(end)}
    </>
  );
}
