import { MODEL_CATALOGUE } from "qep";
import { build, type Rolldown } from "vite";
import { expect, test } from "vitest";
import { formulaMarkup, formulaStyles } from "./formula-markup.ts";
import { modelHamiltonians } from "./model-hamiltonians.ts";
import { typesetFormulas } from "./typeset-formulas.ts";

/** Builds a module of this code as the studio is built. @returns its default export, and its stylesheet */
async function built(code: string): Promise<{ value: unknown; styles: string; script: string }> {
  const output = (await build({
    configFile: false,
    root: new URL("..", import.meta.url).pathname,
    logLevel: "silent",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "entry" ? id : null),
        load: (id) => (id === "entry" ? code : null),
      },
      modelHamiltonians(),
      typesetFormulas(),
    ],
    build: {
      write: false,
      cssMinify: false,
      rolldownOptions: { input: "entry", preserveEntrySignatures: "strict" },
    },
  })) as Rolldown.RolldownOutput;
  const script = output.output[0].code;
  const styles = output.output.flatMap((file) =>
    file.type === "asset" && file.fileName.endsWith(".css") ? [String(file.source)] : [],
  );
  const { default: value } = (await import(`data:text/javascript,${encodeURIComponent(script)}`)) as {
    default: unknown;
  };
  return { value, styles: styles.join("\n"), script };
}

const IMPORT = 'import { displayTex, tex } from "/src/parts/tex.ts";';

test("formulas become markup, with a stylesheet of what they need", async () => {
  const { value, styles, script } = await built(
    `${IMPORT} export default ["⟨Z⟩", tex\`\\beta^2\`, displayTex\`\\frac{1}{2}\`];`,
  );
  const [square, half] = [
    formulaMarkup(String.raw`\beta^2`, false),
    formulaMarkup(String.raw`\frac{1}{2}`, true),
  ];
  expect(value).toEqual([
    "⟨Z⟩",
    { html: square.html, isDisplay: false },
    { html: half.html, isDisplay: true },
  ]);
  const rules = formulaStyles(new Set([...square.declarations, ...half.declarations]));
  expect(styles.replaceAll(/\s+|;/g, "")).toBe(rules.replaceAll(/\s+/g, ""));
  expect(script).not.toContain("the build has not typeset");
});

test("every model of the library has its Hamiltonian", async () => {
  const { value } = await built('export { default } from "virtual:model-hamiltonians";');
  const hamiltonians = MODEL_CATALOGUE.map(({ name, hamiltonian }) => [
    name,
    { html: formulaMarkup(`H = ${hamiltonian}`, true).html, isDisplay: true },
  ]);
  expect(value).toEqual(Object.fromEntries(hamiltonians));
});

test.each([
  ["tex`\\frac{1}`", 'the formula "\\frac{1}" cannot be typeset'],
  [`tex\`a = \${1} b\``, 'the formula "a =  …  b" is typeset by the build: nothing can be put into it'],
])("the build fails with the formula: %s", async (formula, message) => {
  await expect(built(`${IMPORT} export default ${formula};`)).rejects.toThrow(message);
});
