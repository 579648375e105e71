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

/** Writes {@link POLICY} into the built page; the development server needs inline styles and has none. */
export function contentSecurityPolicy(): Plugin {
  const content = Object.entries(POLICY)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join("; ");
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content },
        injectTo: "head-prepend",
      },
    ],
  };
}
