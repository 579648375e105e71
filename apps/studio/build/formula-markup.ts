import katex from "katex";

/** A formula as HTML that needs no script, and no style attributes, which the content security policy forbids. */
export interface FormulaMarkup {
  /** What KaTeX writes, with MathML for those who hear it; but each declaration of a style is a class. */
  readonly html: string;
  /** Those declarations, as `height:0.6944em`. */
  readonly declarations: readonly string[];
}

/**
 * Typesets a formula.
 *
 * @param source TeX
 * @param displayMode whether it stands on a line of its own
 * @throws Error with the formula, where KaTeX does not understand it
 */
export function formulaMarkup(source: string, displayMode: boolean): FormulaMarkup {
  const declarations = new Set<string>();
  const html = typeset(source, displayMode).replaceAll(START_TAG, (tag, attributes: string) => {
    const style = STYLE.exec(attributes)?.[1];
    if (style === undefined) return tag;
    const wanted = style.split(";").filter((declaration) => declaration !== "");
    for (const declaration of wanted) declarations.add(declaration);
    return tag.replace(attributes, withClasses(attributes.replace(STYLE, ""), wanted.map(className)));
  });
  return { html, declarations: [...declarations] };
}

/** A rule for the class of each declaration. As a style attribute would, it overrules the rules of KaTeX. */
export function formulaStyles(declarations: Iterable<string>): string {
  const rules = Array.from(declarations, (declaration) => {
    const selector = className(declaration).replaceAll(/[^\w-]/g, "\\$&");
    return `.${selector} { ${declaration} !important }\n`;
  });
  return rules.sort().join("");
}

const START_TAG = /<\w+((?: [\w:-]+="[^"]*")+)\/?>/g;
const STYLE = / style="([^"]*)"/;
const CLASS = / class="([^"]*)"/;

function typeset(source: string, displayMode: boolean): string {
  try {
    return katex.renderToString(source, { displayMode, strict: "error" });
  } catch (error) {
    throw new Error(`the formula "${source}" cannot be typeset: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** The declaration itself: equal styles are one class, and a reader of the page sees what it does. */
function className(declaration: string): string {
  return declaration.replaceAll(" ", "_");
}

function withClasses(attributes: string, added: readonly string[]): string {
  const own = CLASS.exec(attributes)?.[1];
  const classes = own === undefined ? added : [own, ...added];
  return `${attributes.replace(CLASS, "")} class="${classes.join(" ")}"`;
}
