import { useEffect, useState } from "react";

/** What GET /device tells about the machine that is being set up. */
export interface Device {
  readonly hostname?: string;
  readonly base_os_info?: string;
  readonly cpu_info?: string;
  readonly total_mem?: number;
  readonly state?: string;
  readonly http_port?: number;
  readonly zone_url?: string;
}

export function useDevice(): Device | undefined {
  const [device, setDevice] = useState<Device>();
  useEffect(() => {
    const stop = new AbortController();
    fetch("/device", { signal: stop.signal })
      .then((response) => (response.ok ? (response.json() as Promise<Device>) : undefined))
      .then(setDevice, () => undefined);
    return () => stop.abort();
  }, []);
  return device;
}

const LOOK_EVERY_MS = 2_000;

/** True once something answers at the Zone's address. The answer itself is another origin's: unread. */
export function useReachable(url: string): boolean {
  const [reachable, setReachable] = useState(false);
  useEffect(() => {
    if (reachable) return;
    let timer: ReturnType<typeof setTimeout>;
    const stop = new AbortController();
    async function look() {
      try {
        await fetch(url, { mode: "no-cors", cache: "no-store", signal: stop.signal });
        setReachable(true);
      } catch {
        if (!stop.signal.aborted) timer = setTimeout(() => void look(), LOOK_EVERY_MS);
      }
    }
    void look();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [url, reachable]);
  return reachable;
}

// The activation page and the Zone's web entry are ports of one block.
const ACTIVATION_TO_WEB = 182 - 80;

/** The address as it will be, with the web port of this machine. */
export function previewUrl(host: string, device: Device | undefined): string {
  const own = Number(location.port) - ACTIVATION_TO_WEB;
  const port = device?.http_port ?? (own > 0 ? own : 80);
  return `http://${host}${port === 80 ? "" : `:${port}`}/`;
}
