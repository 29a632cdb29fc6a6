import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The bundle is committed (web/dist) and rebuilt by CI, so the output may depend on nothing but the
// sources and the lock file: no dates, no absolute paths, no source maps.
export default defineConfig({
  plugins: [react()],
  base: "/",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    sourcemap: false,
    // no data: addresses, so that a strict content policy can stay strict
    assetsInlineLimit: 0,
    target: "es2022",
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: {
      input: { index: "index.html", activate: "activate.html" },
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: "texts", test: /node_modules\/(i18next|react-i18next)\// },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    restoreMocks: true,
  },
});
