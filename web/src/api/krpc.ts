import type { Services } from "./wire";

// One HTTP POST per call; errors come as 200 with {"error": text}. The kinds of error are read from
// the fixed prefixes of the protocol's error texts.

export type Service = keyof Services & string;
export type MethodOf<S extends Service> = keyof Services[S] & string;
export type ParamsOf<S extends Service, M extends MethodOf<S>> = Services[S][M] extends {
  params: infer P;
}
  ? P
  : never;
export type ResultOf<S extends Service, M extends MethodOf<S>> = Services[S][M] extends {
  result: infer R;
}
  ? R
  : never;

export type ErrorKind =
  /** the session is missing, expired or not accepted: log in again */
  | "session"
  /** the user may not do this */
  | "denied"
  | "password"
  /** the service understood and refused */
  | "rejected"
  /** no answer: network, or the Zone is down */
  | "unreachable"
  /** an answer that is not kRPC */
  | "malformed";

export class KrpcError extends Error {
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string) {
    super(message);
    this.name = "KrpcError";
    this.kind = kind;
  }
}

export interface CallOptions {
  token?: string | undefined;
  signal?: AbortSignal | undefined;
  /** the sequence number to send; login methods of old clients use it as the nonce */
  seq?: number | undefined;
  timeoutMs?: number | undefined;
}

const PREFIXES: readonly (readonly [string, ErrorKind])[] = [
  ["No permission:No session token", "session"],
  ["Invalid token", "session"],
  ["Token expired", "session"],
  ["No permission:", "denied"],
  ["Invalid password", "password"],
  ["User Not Found", "password"],
];

export function classify(error: string): KrpcError {
  const kind = PREFIXES.find(([prefix]) => error.includes(prefix))?.[1] ?? "rejected";
  return new KrpcError(kind, withoutPrefix(error));
}

/** The part of an error text that is meant for a person. */
function withoutPrefix(error: string): string {
  const text = error.replace(/^(?:RPC call error: |rpc call error: |Failed due to reason: )+/, "");
  return text.replace(/^(?:Parse Request Error: |Service not valid: |No permission:)/, "");
}

let lastSeq = 0;

/** Milliseconds, and never the same number twice: the far side may use it as a login nonce. */
export function nextSeq(now: number): number {
  lastSeq = Math.max(now, lastSeq + 1);
  return lastSeq;
}

export async function krpc<S extends Service, M extends MethodOf<S>>(
  service: S,
  method: M,
  params: ParamsOf<S, M>,
  options: CallOptions = {},
): Promise<ResultOf<S, M>> {
  const seq = options.seq ?? nextSeq(Date.now());
  const sys = options.token === undefined ? [seq] : [seq, options.token];
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 15_000);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;

  let response: Response;
  try {
    response = await fetch(`/kapi/${service}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      credentials: "same-origin",
      body: JSON.stringify({ method, params, sys }),
      signal,
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new KrpcError("unreachable", String(cause));
  }
  if (response.status === 401) throw new KrpcError("session", "401");
  if (response.status >= 502) throw new KrpcError("unreachable", `HTTP ${response.status}`);
  if (!response.ok) {
    const text = (await response.text()).slice(0, 300);
    throw new KrpcError("malformed", text || `HTTP ${response.status}`);
  }
  return unwrap(await body(response), seq) as ResultOf<S, M>;
}

async function body(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new KrpcError("malformed", "The answer is not JSON.");
  }
}

/** Takes the result out of an envelope, or throws what the envelope says went wrong. */
export function unwrap(envelope: unknown, seq: number): unknown {
  if (typeof envelope !== "object" || envelope === null) {
    throw new KrpcError("malformed", "The answer is not an object.");
  }
  const { error, result, sys } = envelope as { error?: unknown; result?: unknown; sys?: unknown };
  if (Array.isArray(sys) && sys[0] !== seq) {
    throw new KrpcError("malformed", "The answer belongs to another call.");
  }
  if (typeof error === "string" && error !== "") throw classify(error);
  if (result === undefined) throw new KrpcError("malformed", "The answer has no result.");
  return result;
}
