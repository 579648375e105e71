import { createHash } from "node:crypto";
import { type ESTree, type Plugin, Visitor } from "vite";
import { formulaMarkup, formulaStyles } from "./formula-markup.ts";

/** Ends the address of the module that has the tags. */
const TAGS_MODULE = "/parts/tex.ts";
/** Whether the formula of a tag stands on a line of its own. */
const TAGS = new Map([
  ["tex", false],
  ["displayTex", true],
]);
/** Begins the names of generated stylesheets. */
const STYLES = "virtual:formula-styles/";

/**
 * Puts in the place of each formula, a template with a tag of `src/parts/tex.ts`, what KaTeX makes of it, and imports a
 * stylesheet for the formulas of the module: the page needs no KaTeX, and no formula comes late. One with a mistake fails
 * the build.
 */
export function typesetFormulas(): Plugin {
  const sheets = new Map<string, string>();
  return {
    name: "typeset-formulas",
    resolveId: { filter: { id: new RegExp(`^${STYLES}`) }, handler: (id) => `\0${id}` },
    load: { filter: { id: new RegExp(`^\0${STYLES}`) }, handler: (id) => sheets.get(id.slice(1)) ?? null },
    transform: {
      filter: { code: TAGS_MODULE },
      handler(code) {
        const formulas = formulasOf(this.parse(code));
        if (formulas.length === 0) return null;
        const { typeset, styles } = typesetModule(code, formulas);
        // Named by its content: what has changed is loaded anew.
        const name = `${STYLES}${createHash("sha256").update(styles).digest("hex").slice(0, 8)}.css`;
        sheets.set(name, styles);
        // Formulas on one line each leave all lines where the source map has them.
        return { code: `${typeset}\nimport ${JSON.stringify(name)};`, map: null };
      },
    },
  };
}

/** A formula and its tag, as they stand in a module. */
interface Formula {
  readonly start: number;
  readonly end: number;
  readonly source: string;
  readonly isDisplay: boolean;
}

function formulasOf(program: ESTree.Program): Formula[] {
  const formulas: Formula[] = [];
  new Visitor({
    TaggedTemplateExpression: ({ tag, quasi, start, end }) => {
      const isDisplay = tag.type === "Identifier" ? TAGS.get(tag.name) : undefined;
      if (isDisplay === undefined) return;
      const texts = quasi.quasis.map(({ value }) => value.raw);
      if (texts.length > 1) {
        throw new Error(
          `the formula "${texts.join(" … ")}" is typeset by the build: nothing can be put into it`,
        );
      }
      formulas.push({ start, end, source: texts.join(), isDisplay });
    },
  }).visit(program);
  return formulas;
}

function typesetModule(code: string, formulas: readonly Formula[]) {
  const needed = new Set<string>();
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, source, isDisplay } of formulas) {
    const { html, declarations } = formulaMarkup(source, isDisplay);
    for (const declaration of declarations) needed.add(declaration);
    parts.push(code.slice(done, start), `(${JSON.stringify({ html, isDisplay })})`);
    done = end;
  }
  return { typeset: parts.join("") + code.slice(done), styles: formulaStyles(needed) };
}
