import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { QepError } from "../base/errors.ts";

/** A file of the built studio. */
export interface StudioFile {
  readonly type: string;
  readonly content: Uint8Array;
}

/** The built studio: everything that is served of it, by path, and the policy that its page has. */
export interface StudioFiles {
  readonly files: ReadonlyMap<string, StudioFile>;
  readonly policy: string;
}

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/** Where the page learns that there are runs to be had. */
const LOCAL_RUNS = '<meta name="qep-local-runs" content="./api/runs" />';

/**
 * The folder of the built studio: in the package, or in a clone of the repository.
 *
 * @throws QepError unsupported where it has not been built
 */
export function studioFolder(): string {
  const places = ["../../studio", "../../../../apps/studio/dist"].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const found = places.find((place) => existsSync(join(place, "index.html")));
  if (found !== undefined) return found;
  throw new QepError(
    "unsupported",
    `the studio has not been built: there is no index.html in ${places.join(" or ")}. In a clone of the repository, run ` +
      "`npm run build` first.",
    { places },
  );
}

/**
 * Reads the built studio. What is not in it now is never served.
 *
 * @param folder with its index.html
 */
export async function readStudio(folder: string): Promise<StudioFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, StudioFile>();
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length).replaceAll("\\", "/").replace(/^\/+/, "");
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    files.set(name, { type, content: await readFile(path) });
  }
  const page = new TextDecoder().decode(files.get("index.html")?.content);
  const served = page.replace("</head>", `  ${LOCAL_RUNS}\n  </head>`);
  const html: StudioFile = { type: TYPES[".html"] as string, content: new TextEncoder().encode(served) };
  files.set("index.html", html).set("", html);
  const [, policy = "default-src 'none'"] =
    /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
  // Quotes in the attribute are written as entities.
  return { files, policy: policy.replaceAll("&#39;", "'") };
}
