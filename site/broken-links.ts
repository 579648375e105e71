import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

/** A page of the site: where it leads, and what can be led to. */
interface Page {
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
}

/**
 * Links of a built site that lead to no page, file or anchor of it. Links to other hosts are not followed.
 *
 * @param folder of the site
 * @returns `PAGE: LINK` for each, pages relative to the folder
 */
export function brokenLinks(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = new Set(
    entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => resolve(parentPath, name)),
  );
  const pages = new Map(
    [...files].filter((file) => file.endsWith(".html")).map((file) => [file, readPage(file)]),
  );
  return [...pages].flatMap(([file, { links }]) =>
    links
      .filter((link) => !leads(link, file, files, pages))
      .map((link) => `${relative(folder, file)}: ${link}`),
  );
}

function readPage(file: string): Page {
  const html = readFileSync(file, "utf8");
  const values = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, value]) => decode(value as string));
  return {
    links: [...new Set(values(/<(?:a|img|link|script)\b[^>]*?\s(?:href|src)="([^"]*)"/g))],
    anchors: new Set(values(/\sid="([^"]*)"/g)),
  };
}

/** The few entities that stand in attributes. */
const decode = (text: string) =>
  text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<").replaceAll("&amp;", "&");

function leads(
  link: string,
  from: string,
  files: ReadonlySet<string>,
  pages: ReadonlyMap<string, Page>,
): boolean {
  if (/^[a-z]+:/.test(link)) return true;
  const [path = "", anchor] = link.split("#").map(decodeURIComponent);
  const file = path === "" ? from : resolve(dirname(from), path.endsWith("/") ? `${path}index.html` : path);
  if (!files.has(file)) return false;
  return anchor === undefined || anchor === "" || (pages.get(file)?.anchors.has(anchor) ?? false);
}
