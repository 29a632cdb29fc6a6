import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from "react";
import { go, pathOf, type Route } from "./route";

interface Props extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href"> {
  to: Route;
  children: ReactNode;
}

/** A real link (middle click, copy address, keyboard) that changes the room without a page load. */
export function Link({ to, children, onClick, ...rest }: Props) {
  function follow(event: MouseEvent<HTMLAnchorElement>) {
    onClick?.(event);
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (event.defaultPrevented || !plain) return;
    event.preventDefault();
    go(to);
  }
  return (
    <a href={pathOf(to)} onClick={follow} {...rest}>
      {children}
    </a>
  );
}
