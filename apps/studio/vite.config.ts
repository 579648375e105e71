import { readFileSync } from "node:fs";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { contentSecurityPolicy } from "./build/content-security-policy.ts";
import { modelHamiltonians } from "./build/model-hamiltonians.ts";
import { modernFonts } from "./build/modern-fonts.ts";
import { offlineWorker } from "./build/offline-worker.ts";
import { typesetFormulas } from "./build/typeset-formulas.ts";

const library = new URL("../../packages/qep/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(library, "utf8")) as { version: string };

export default defineConfig({
  define: { __QEP_VERSION__: JSON.stringify(version) },
  // Relative addresses: the built folder works at any path of any static host.
  base: "./",
  plugins: [
    modernFonts(),
    modelHamiltonians(),
    svelte(),
    // After the compiler: formulas are found in what it writes.
    typesetFormulas(),
    contentSecurityPolicy(),
    offlineWorker(),
  ],
  worker: { format: "es" },
  build: {
    target: "es2024",
    // The policy lets nothing be fetched from data: addresses, kernels neither.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
