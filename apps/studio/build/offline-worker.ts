import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/** Files of `public/`, which the bundler copies without listing them. */
const PUBLIC_FILES = ["icon.svg"];

/**
 * Emits `offline.js`, a service worker that keeps every file of the build, so that the page works without network once it
 * has been opened. Its name of the store follows the content: a new build replaces the old one as a whole.
 */
export function offlineWorker(): Plugin {
  return {
    name: "offline-worker",
    apply: "build",
    generateBundle: {
      // After the page itself has been emitted.
      order: "post",
      handler(_, bundle) {
        const files = [
          "./",
          ...PUBLIC_FILES,
          // Files for the host itself begin with an underscore; hosts that know them do not serve them.
          ...Object.keys(bundle).filter((file) => !file.endsWith(".map") && !file.startsWith("_")),
        ].sort();
        const hash = createHash("sha256");
        for (const file of Object.values(bundle)) {
          hash.update(file.fileName).update(file.type === "chunk" ? file.code : file.source);
        }
        const source = workerSource(`qep-studio-${hash.digest("hex").slice(0, 16)}`, files);
        this.emitFile({ type: "asset", fileName: "offline.js", source });
      },
    },
  };
}

function workerSource(store: string, files: readonly string[]): string {
  return `const STORE = ${JSON.stringify(store)};
const FILES = ${JSON.stringify(files)};

self.addEventListener("install", (event) => {
  const fetched = caches.open(STORE).then((store) => store.addAll(FILES));
  event.waitUntil(fetched.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const removed = caches
    .keys()
    .then((names) => names.filter((name) => name.startsWith("qep-studio-") && name !== STORE))
    .then((old) => Promise.all(old.map((name) => caches.delete(name))));
  event.waitUntil(removed.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const kept = caches.open(STORE).then((store) => store.match(event.request, { ignoreSearch: true }));
  event.respondWith(kept.then((answer) => answer ?? fetch(event.request)));
});
`;
}
