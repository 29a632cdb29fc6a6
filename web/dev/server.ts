// DEVELOPMENT ONLY: serves web/dist and the pretend Zone on one port, with the gateway's routes that
// the pages use. Any password but "wrong" is let in.
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { PretendZone, type ZoneOptions } from "./zone";

const DIST = new URL("../dist/", import.meta.url).pathname;
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const USER = { user_id: "alice", show_name: "Alice", user_type: "admin", state: "active" };
const PHRASE =
  "harbour lantern orbit velvet pioneer maple sketch copper window drift humble anchor";

export interface DevServer {
  readonly port: number;
  close(): Promise<void>;
}

export async function serve(
  options: Pick<ZoneOptions, "mood"> & { port?: number; entry?: "index" | "activate" },
): Promise<DevServer> {
  const zone = new PretendZone({ host: "home.localhost", mood: options.mood });
  const server = createServer((request, response) => {
    void route(request, response, zone, options.entry ?? "index").catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((listening) => server.listen(options.port ?? 0, "127.0.0.1", listening));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done()));
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  zone: PretendZone,
  entry: string,
): Promise<void> {
  const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
  const loggedIn = (request.headers.cookie ?? "").includes("buckyos_refresh_token=pretend");
  if (url.pathname.startsWith("/kapi/")) return kapi(request, response, zone, url);
  switch (url.pathname) {
    case "/sso_refresh":
      return loggedIn
        ? json(response, 200, { session_token: token(), user_info: USER })
        : json(response, 401, { error: "missing refresh token cookie" });
    case "/sso_callback":
      response
        .writeHead(302, {
          Location: url.searchParams.get("redirect_url") ?? "/",
          "Set-Cookie": "buckyos_refresh_token=pretend; Path=/; HttpOnly; SameSite=Lax",
        })
        .end();
      return;
    case "/sso_logout":
      response.setHeader("Set-Cookie", "buckyos_refresh_token=; Path=/; Max-Age=0");
      return json(response, 200, {});
    case "/device":
      return json(response, 200, {
        hostname: "attic",
        base_os_info: "Debian GNU/Linux 12",
        state: "inactive",
      });
    case "/.well-known/local-ca.pem":
      response.writeHead(200, { "Content-Type": "application/x-pem-file" }).end();
      return;
    default:
      return file(response, url.pathname, entry);
  }
}

async function kapi(
  request: IncomingMessage,
  response: ServerResponse,
  zone: PretendZone,
  url: URL,
): Promise<void> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  const { method, params, sys } = JSON.parse(text) as {
    method: string;
    params: Record<string, unknown>;
    sys: [number, string?];
  };
  const service = url.pathname.split("/")[2] ?? "";
  try {
    json(response, 200, {
      result: await result(zone, service, method, params, url),
      sys: [sys[0]],
    });
  } catch (error) {
    json(response, 200, { error: (error as Error).message, sys: [sys[0]] });
  }
}

async function result(
  zone: PretendZone,
  service: string,
  method: string,
  params: Record<string, unknown>,
  url: URL,
): Promise<unknown> {
  if (method === "auth.login") {
    if (params["username"] === "wrong") throw new Error("Invalid password");
    return { user_info: USER, session_token: token(), refresh_token: "pretend", sso_nonce: 1 };
  }
  if (method === "auth.open_app") return { app_id: params["client_id"], sso_nonce: 1 };
  if (method === "auth.issue_sso_token") {
    const account = { ...USER, user_name: USER.show_name, session_token: token() };
    return { token: JSON.stringify(account), origin: "" };
  }
  if (service === "active") {
    await new Promise((wait) => setTimeout(wait, 1_200));
    if (params["code"] === "bad") throw new Error("No permission:wrong activation code");
    return {
      zone_host: params["zone_name"],
      zone_url: `${url.origin}/`,
      recovery_phrase: PHRASE,
      user_name: params["user_name"],
    };
  }
  return zone.answer(service, method, params);
}

function token(): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 900;
  return `${part({ alg: "none" })}.${part({ sub: "alice", exp })}.`;
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
}

async function file(response: ServerResponse, path: string, entry: string): Promise<void> {
  const name = normalize(extname(path) === "" ? `/${entry}.html` : path);
  try {
    const body = await readFile(join(DIST, name));
    response.writeHead(200, { "Content-Type": TYPES[extname(name)] ?? "application/octet-stream" });
    response.end(body);
  } catch {
    response.writeHead(404).end("not found");
  }
}
