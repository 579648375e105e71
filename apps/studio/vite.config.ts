import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { contentSecurityPolicy } from "./build/content-security-policy.ts";
import { modernFonts } from "./build/modern-fonts.ts";
import { offlineWorker } from "./build/offline-worker.ts";

export default defineConfig({
  // Relative addresses: the built folder works at any path of any static host.
  base: "./",
  plugins: [modernFonts(), svelte(), contentSecurityPolicy(), offlineWorker()],
  worker: { format: "es" },
  build: {
    target: "es2024",
    // The policy lets nothing be fetched from data: addresses, kernels neither.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
