import type { Plugin } from "vite";

/**
 * What the built page may do: run its own scripts and WebAssembly, and ask nothing of other hosts. `wasm-unsafe-eval` lets
 * the library compile kernels at run time; code from text stays forbidden.
 */
export const POLICY: Readonly<Record<string, string>> = {
  "default-src": "'none'",
  "script-src": "'self' 'wasm-unsafe-eval'",
  "style-src": "'self'",
  "img-src": "'self' data: blob:",
  "font-src": "'self'",
  // Of a blob: a worker that has this policy too; see `startWorker`.
  "worker-src": "'self' blob:",
  "connect-src": "'self'",
  "manifest-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
};

/** For hosts that can send headers: the policy once more, and what isolates the page, so that it has shared memory. */
const HEADERS = (policy: string): Readonly<Record<string, string>> => ({
  "Content-Security-Policy": `${policy}; frame-ancestors 'none'`,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
});

/**
 * Writes {@link POLICY} into the built page, and `_headers` beside it, which Netlify and Cloudflare Pages read. The
 * development server needs inline styles and has no policy.
 */
export function contentSecurityPolicy(): Plugin {
  const content = Object.entries(POLICY)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join("; ");
  return {
    name: "content-security-policy",
    apply: "build",
    generateBundle() {
      const lines = Object.entries(HEADERS(content)).map(([name, value]) => `  ${name}: ${value}`);
      this.emitFile({ type: "asset", fileName: "_headers", source: `/*\n${lines.join("\n")}\n` });
    },
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content },
        injectTo: "head-prepend",
      },
    ],
  };
}
