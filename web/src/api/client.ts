import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { KrpcError, krpc, type MethodOf, type ParamsOf, type ResultOf, type Service } from "./krpc";
import { currentSession, freshToken, onSession, refresh, type Session } from "./session";

/** Calls a service as the logged-in person; a token that ran out is renewed once. */
export async function call<S extends Service, M extends MethodOf<S>>(
  service: S,
  method: M,
  params: ParamsOf<S, M>,
  options: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<ResultOf<S, M>> {
  const token = await freshToken();
  if (token === undefined) throw noSession();
  try {
    return await krpc(service, method, params, { ...options, token });
  } catch (error) {
    if (!(error instanceof KrpcError) || error.kind !== "session") throw error;
  }
  const renewed = await refresh();
  if (renewed.state !== "in") throw noSession();
  return krpc(service, method, params, { ...options, token: renewed.token });
}

function noSession(): KrpcError {
  return currentSession().state === "unreachable"
    ? new KrpcError("unreachable", "The Zone does not answer.")
    : new KrpcError("session", "Not logged in.");
}

export function useSession(): Session {
  return useSyncExternalStore(onSession, currentSession);
}

/** The id of the person who is logged in; empty when nobody is. */
export function useMe(): string {
  const session = useSession();
  return session.state === "in" ? session.user.user_id : "";
}

/** Never faster than this; and not at all while the page is hidden (react-query's default). */
const FASTEST_MS = 2_000;

export function useCall<S extends Service, M extends MethodOf<S>>(
  service: S,
  method: M,
  params: ParamsOf<S, M>,
  options: { every?: number | undefined; enabled?: boolean } = {},
): UseQueryResult<ResultOf<S, M>, KrpcError> {
  return useQuery<ResultOf<S, M>, KrpcError>({
    queryKey: [service, method, params],
    queryFn: ({ signal }) => call(service, method, params, { signal }),
    refetchInterval: options.every === undefined ? false : Math.max(options.every, FASTEST_MS),
    enabled: options.enabled ?? true,
  });
}
