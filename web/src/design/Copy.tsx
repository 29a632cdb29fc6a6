import { ActionIcon } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTexts } from "../i18n";

/** Copies also where the clipboard API is missing: plain http pages on a LAN name. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function useCopied(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, (text) => void copyText(text).then(() => setCopied(true))];
}

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTexts();
  const [copied, copy] = useCopied();
  return (
    <ActionIcon
      variant="subtle"
      size="lg"
      onClick={() => copy(text)}
      aria-label={copied ? t("common.copied") : (label ?? t("common.copy"))}
    >
      {copied ? (
        <IconCheck size={18} aria-hidden="true" />
      ) : (
        <IconCopy size={18} aria-hidden="true" />
      )}
    </ActionIcon>
  );
}
