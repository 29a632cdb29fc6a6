// DEVELOPMENT ONLY: `npm run dev [well|troubled|empty]` builds on change and serves with pretend data.
import { build } from "vite";
import { serve } from "./server";

const mood =
  (["well", "troubled", "empty"] as const).find((one) => one === process.argv[2]) ?? "well";
await build({ build: { watch: {} }, logLevel: "warn" });
const panel = await serve({ mood, port: 8090 });
const wizard = await serve({ mood, port: 8091, entry: "activate" });
console.log(`panel   http://home.localhost:${panel.port}/`);
console.log(`wizard  http://localhost:${wizard.port}/?code=let-me-in`);
