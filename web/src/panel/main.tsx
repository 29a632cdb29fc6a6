import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { KrpcError } from "../api/krpc";
import { start } from "../design/start";
import { Panel } from "./Panel";
import "./panel.css";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) =>
        failures < 2 && error instanceof KrpcError && error.kind === "unreachable",
      retryDelay: 1_500,
      staleTime: 1_000,
    },
  },
});

void start(
  <QueryClientProvider client={queries}>
    <Panel />
  </QueryClientProvider>,
);
