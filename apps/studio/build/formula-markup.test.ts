import katex from "katex";
import { MODEL_CATALOGUE } from "qep";
import { describe, expect, test } from "vitest";
import { formulaMarkup, formulaStyles } from "./formula-markup.ts";

/** Styles of several kinds: lines of fractions, roots and accents as drawings, blanks within a declaration. */
const FORMULAS = [
  String.raw`\frac{\partial L}{\partial\theta_j} \approx \frac{\langle A_j\rangle_{+\beta}}{2\beta}`,
  String.raw`\sqrt{\widehat{A}} + \text{style="x"} + \left(\begin{aligned} a &= b \\ c &< d \end{aligned}\right)`,
  ...MODEL_CATALOGUE.map(({ hamiltonian }) => hamiltonian),
];

/** Writes classes that are declarations as styles again. */
function withStyles(html: string): string {
  return html.replaceAll(/ class="([^"]*)"/g, (_, names: string) => {
    const classes = names.split(" ").filter((name) => !name.includes(":"));
    const styles = names.split(" ").filter((name) => name.includes(":"));
    const style = styles.map((name) => `${name.replaceAll("_", " ")};`).join("");
    return [
      ...(classes.length > 0 ? [` class="${classes.join(" ")}"`] : []),
      ...(style ? [` style="${style}"`] : []),
    ].join("");
  });
}

/** The attributes of each tag in the order of the alphabet. */
function inOrder(html: string): string {
  return html.replaceAll(/(<\w+)((?: [\w:-]+="[^"]*")+)/g, (_, name: string, attributes: string) => {
    return name + [...attributes.matchAll(/ [\w:-]+="[^"]*"/g)].map(String).sort().join("");
  });
}

describe.each(FORMULAS)("%s", (source) => {
  test.each([true, false])("is what KaTeX writes, its styles as classes; display %s", (displayMode) => {
    const { html, declarations } = formulaMarkup(source, displayMode);
    expect(html).not.toMatch(/<[^>]* style=/);
    expect(inOrder(withStyles(html))).toBe(inOrder(katex.renderToString(source, { displayMode })));
    const wanted = [...katex.renderToString(source, { displayMode }).matchAll(/<[^>]* style="([^"]*)"/g)];
    const named = wanted.flatMap(([, style = ""]) => style.split(";").filter(Boolean));
    expect(new Set(declarations)).toEqual(new Set(named));
  });
});

test("each class has its rule, which overrules those of KaTeX", () => {
  expect(formulaStyles(["vertical-align:-0.25em", "width:calc(100% - 0.1em)"])).toBe(
    String.raw`.vertical-align\:-0\.25em { vertical-align:-0.25em !important }
.width\:calc\(100\%_-_0\.1em\) { width:calc(100% - 0.1em) !important }
`,
  );
});

test.each([
  [String.raw`\frac{1}`, "KaTeX parse error"],
  [String.raw`\foo + 1`, "Undefined control sequence"],
  // Shown by KaTeX with a warning only, unless told otherwise.
  ["Ж", "unicodeTextInMathMode"],
])("%s is refused by its name", (source, reason) => {
  expect(() => formulaMarkup(source, false)).toThrow(`the formula "${source}" cannot be typeset`);
  expect(() => formulaMarkup(source, false)).toThrow(new RegExp(reason));
});
