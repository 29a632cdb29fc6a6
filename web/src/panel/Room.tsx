import { type ReactNode, useEffect } from "react";
import { useTexts } from "../i18n";

interface Props {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  /** what stands above the title: a way back */
  above?: ReactNode;
  children: ReactNode;
}

/** The frame of every room: its heading, one line on what it is for, its main action. */
export function Room({ title, lead, actions, above, children }: Props) {
  useTitle(title);
  return (
    <div className="room appear">
      <header className="room-head">
        <div className="grow stack-s">
          {above}
          <h1>{title}</h1>
          {lead && <div className="muted">{lead}</div>}
        </div>
        {actions && <div className="row">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** The place of a card while what it shows is on its way. */
export function CardWaiting({ height }: { height: number }) {
  return <div className="shimmer card-waiting" style={{ height }} aria-hidden="true" />;
}

export function useTitle(title: string): void {
  const { t } = useTexts();
  useEffect(() => {
    document.title = title === "" ? t("app.name") : `${title} · ${t("app.name")}`;
  }, [title, t]);
}
