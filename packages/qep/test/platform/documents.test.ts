import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { buildExperiment } from "../../src/experiments/build-experiment.ts";
import { parseExperiment } from "../../src/experiments/parse-experiment.ts";
import { RUN_FILES } from "../../src/experiments/run-record.ts";
import { REPRODUCTIONS } from "../../src/reproduction/catalogue.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const documents = globSync(["*.md", "docs/**/*.md"], { cwd: root }).sort();
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** Code must not be taken for links, nor a comment in it for a heading. */
const withoutCode = (text: string) => text.replaceAll(/^```[\s\S]*?^```$|^ {4,}.*$|`[^`\n]+`/gm, "");

/** Blocks of one language, without their fences. */
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, code]) => code);

/** The anchor that GitHub gives to a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const anchorsOf = (path: string) =>
  [...withoutCode(readFileSync(path, "utf8")).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading));

test("all documents are looked at", () => {
  expect(documents).toContain("README.md");
  expect(documents).toContain("docs/conventions.md");
  expect(documents.filter((path) => path.startsWith("docs/decisions/")).length).toBeGreaterThanOrEqual(6);
});

describe.each(documents)("%s", (path) => {
  const text = read(path);

  test("relative links lead to files and headings that exist", () => {
    const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
    const broken = targets
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [file, heading] = target.split("#");
        const place = file === "" ? join(root, path) : resolve(root, dirname(path), file);
        return !existsSync(place) || (heading !== undefined && !anchorsOf(place).includes(heading));
      });
    expect(broken).toEqual([]);
  });

  test("no line is longer than 120 characters", () => {
    const long = text.split("\n").filter((line) => [...line].length > 120);
    expect(long).toEqual([]);
  });
});

describe("docs/paper-map.md", () => {
  const map = read("docs/paper-map.md");
  const named = [...map.matchAll(/`([\w-]+(?:\/[\w.-]+)+\.\w+)`/g)].map(([, file]) => file);

  test("names files that exist", () => {
    expect(named.length).toBeGreaterThan(50);
    const places = (file: string) => [join(root, file), join(root, "packages/qep", file)];
    expect(named.filter((file) => !places(file).some((place) => existsSync(place)))).toEqual([]);
  });

  test("names functions of the files beside them", () => {
    const rows = [...map.matchAll(/\| `(\w+)`[ …]* \| `((?:src|assembly)\/[^`]+)` \|/g)];
    expect(rows.length).toBeGreaterThan(25);
    const absent = rows.filter(
      ([, name, file]) =>
        !new RegExp(`export (?:async )?(?:function|class|const) ${name}\\b`).test(
          read(`packages/qep/${file}`),
        ),
    );
    expect(absent.map(([, name, file]) => `${name} in ${file}`)).toEqual([]);
  });

  test("has a row for every result, with its experiment file", () => {
    const section = map.slice(map.indexOf("## The paper recomputed"));
    const rows = [...section.matchAll(/^\| ([\w-]+) \| `\w+` \|/gm)].map(([, id]) => id);
    expect(rows).toEqual(expect.arrayContaining(REPRODUCTIONS.map(({ id }) => id)));
    for (const { id } of REPRODUCTIONS)
      expect(existsSync(join(root, `examples/paper/${id}.yaml`))).toBe(true);
  });

  test("names every experiment file of the paper and every golden figure of a reproduction, and no other", () => {
    const figures = globSync("*.svg", { cwd: join(root, "packages/qep/test/golden/figures/reproductions") });
    const shown = [...map.matchAll(/`([\w-]+\.svg)`/g)].map(([, name]) => name);
    expect(shown.toSorted()).toEqual(figures.toSorted());
    const files = globSync("*.yaml", { cwd: join(root, "examples/paper") });
    const ids = new Set(REPRODUCTIONS.flatMap(({ experiments }) => experiments));
    expect([...ids].toSorted()).toEqual(files.toSorted());
  });
});

describe("README.md", () => {
  const readme = read("README.md");

  test("says how many batches npm start trains", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const steps = /--steps (\d+)/.exec(scripts.start)?.[1];
    expect(steps).toBeDefined();
    expect(readme).toMatch(new RegExp(`npm ci && npm start .*: ${steps} batches`));
  });
});

describe("the guide", () => {
  const pages = documents.filter((path) => path.startsWith("docs/guide/"));

  test("lists all its pages", () => {
    const listed = [...read("docs/guide.md").matchAll(/^\|.*\]\((guide\/[\w-]+\.md)\) \|$/gm)];
    expect(listed.map(([, file]) => `docs/${file}`).toSorted()).toEqual(pages);
  });

  test("shows experiments that can be built", () => {
    const experiments = pages.flatMap((path) => blocks(read(path), "yaml").map((text) => [path, text]));
    expect(experiments.length).toBeGreaterThan(2);
    for (const [file, text] of experiments)
      expect(() => buildExperiment(parseExperiment(text, { file })), file).not.toThrow();
  });
});

describe("docs/conventions.md", () => {
  const conventions = read("docs/conventions.md");

  test("explains every file of a run", () => {
    for (const file of Object.values(RUN_FILES)) expect(conventions).toContain(`| \`${file}\` |`);
  });
});

describe("docs/reproduction.md", () => {
  const document = read("docs/reproduction.md");

  test("has every result with its verdict, and all that could not be had or was guessed", () => {
    const flat = document.replaceAll(/\s+/g, " ");
    for (const { id, title, caveats } of REPRODUCTIONS) {
      expect(document).toMatch(new RegExp(`^\\| ${id} \\| (agrees|differs|not compared) \\|`, "m"));
      expect(flat).toContain(`## ${title} \`${id}\`, `);
      for (const caveat of caveats) expect(flat).toContain(caveat);
    }
  });
});
