/**
 * A TypeDoc plugin: a page is named after its heading, grouped by its folder, and keeps the name of its file, so that
 * Markdown files need no front matter. Pages of the guide stand in the order in which the guide lists them.
 */
import { type Application, Converter, type DocumentReflection, KindRouter, type Reflection } from "typedoc";

/** Groups of the navigation by the path of a page; the first that fits. */
const GROUPS: readonly (readonly [path: RegExp, group: string])[] = [
  [/^docs\/decisions\//, "Decisions"],
  [/^docs\/guide(\/|$)/, "Guide"],
  [/^docs\/(results|performance|reproduction)$/, "Results"],
  [/^docs\//, "Reference"],
  [/^/, "Project"],
];

/** Paths of the pages from the root of the repository, without `.md`. */
const paths = new WeakMap<Reflection, string>();

/** Called by TypeDoc. */
export function load(app: Application): void {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => placeDocument(document));
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    sortAsListed(project.documents ?? []);
    sortAsListed(project.childrenIncludingDocuments ?? []);
  });
  app.renderer.defineRouter("pages", PageRouter);
}

function placeDocument(document: DocumentReflection): void {
  const path = document.name;
  const [start] = document.content;
  const heading = start?.kind === "text" ? /^# (.+)\n/.exec(start.text)?.[1] : undefined;
  if (heading === undefined) throw new Error(`${path}.md: the first line must be a heading, "# ..."`);
  paths.set(document, path);
  document.name = heading;
  document.frontmatter.group = GROUPS.find(([pattern]) => pattern.test(path))?.[1];
}

/** Pages that the guide does not list keep their places, behind those that it does. */
function sortAsListed(reflections: Reflection[]): void {
  const guide = reflections.find((reflection) => paths.get(reflection) === "docs/guide");
  const text = (guide as DocumentReflection | undefined)?.content.map((part) => part.text).join("") ?? "";
  const listed = [...text.matchAll(/\]\((guide\/[\w-]+)\.md/g)].map(([, page]) => `docs/${page}`);
  const order = ["docs/guide", ...listed];
  const place = (reflection: Reflection) => {
    const position = order.indexOf(paths.get(reflection) ?? "");
    return position < 0 ? order.length : position;
  };
  reflections.sort((a, b) => place(a) - place(b));
}

class PageRouter extends KindRouter {
  override getIdealBaseName(reflection: Reflection): string {
    return paths.get(reflection)?.replace(/^docs\//, "") ?? super.getIdealBaseName(reflection);
  }
}
