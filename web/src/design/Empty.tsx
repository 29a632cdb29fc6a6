import type { ReactNode } from "react";

interface Props {
  title: string;
  text?: ReactNode;
  children?: ReactNode;
  heading?: "h1" | "h2";
}

/** A room with nothing in it yet: a quiet picture, what belongs here, how to begin. */
export function Empty({ title, text, children, heading: Heading = "h2" }: Props) {
  return (
    <div className="empty">
      <svg className="art" width="120" height="76" viewBox="0 0 120 76" aria-hidden="true">
        <path
          d="M8 46c10 9 21 9 31 0s21-9 31 0 21 9 31 0l11-7"
          fill="none"
          stroke="currentColor"
          strokeWidth="4"
          strokeLinecap="round"
        />
        <path
          d="M20 62c9 7 18 7 27 0s18-7 27 0 18 7 27 0"
          fill="none"
          stroke="currentColor"
          strokeWidth="4"
          strokeLinecap="round"
          opacity=".45"
        />
        <circle cx="60" cy="19" r="11" fill="var(--plot-2)" opacity=".85" />
      </svg>
      <Heading>{title}</Heading>
      {text && <p className="muted">{text}</p>}
      {children}
    </div>
  );
}
