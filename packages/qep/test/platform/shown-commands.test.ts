import { globSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { codeBlocks, shownCommands } from "../../../../site/code-blocks.ts";
import { compareOutput } from "../../../../site/compare-output.ts";
import { readDocument, verifyCommands } from "../../../../site/run-commands.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const documents = globSync(["*.md", "docs/**/*.md"], { cwd: root }).sort();
const blocksOf = (document: string) => codeBlocks(readDocument(document));
const withCommands = documents.filter((document) =>
  blocksOf(document).some((block) => shownCommands(block).length > 0),
);

describe("commands in documents print what is shown below them", () => {
  test("the guide and the README show commands", () => {
    expect(withCommands).toEqual(expect.arrayContaining(["README.md", "docs/guide/own-hamiltonian.md"]));
  });

  test.concurrent.each(withCommands)(
    "%s",
    async (document) => {
      expect((await verifyCommands(document)).problems).toEqual([]);
    },
    600_000,
  );
});

test("every fence but text is a file that commands use, an experiment that is built, or says why it is not run", () => {
  const loose = documents
    .filter((document) => document !== "CHANGELOG.md")
    .flatMap((document) =>
      blocksOf(document)
        .filter(
          ({ language, mark }) =>
            language !== undefined && !["console", "text"].includes(language) && mark === undefined,
        )
        .filter(({ language }) => !(language === "yaml" && document.startsWith("docs/guide/")))
        .map(({ language, line }) => `${document}:${line}: ${language}`),
    );
  expect(loose).toEqual([]);
});

test("a test that is said to run a block names its document", () => {
  for (const document of documents)
    for (const { mark } of blocksOf(document))
      if (mark?.kind === "run by") expect(readDocument(mark.text)).toContain(basename(document));
});

describe("blocks of code", () => {
  const text = [
    "Text with `code`.",
    "",
    "    $ one",
    "    out",
    "",
    "    more",
    "    $ two \\",
    "      --more",
    "",
    "<!-- file: a.yaml -->",
    "",
    "```yaml",
    "a: 1",
    "```",
    "",
    "<!-- slow: an hour -->",
    "",
    "Something between.",
    "",
    "    $ three",
  ].join("\n");

  test("are found with their lines, languages and marks", () => {
    expect(codeBlocks(text)).toEqual([
      { line: 3, language: undefined, text: "$ one\nout\n\nmore\n$ two \\\n  --more\n", mark: undefined },
      { line: 13, language: "yaml", text: "a: 1\n", mark: { kind: "file", text: "a.yaml" } },
      { line: 20, language: undefined, text: "$ three\n", mark: undefined },
    ]);
  });

  test("hold commands, each with what is shown below it", () => {
    expect(codeBlocks(text).flatMap(shownCommands)).toEqual([
      { line: 3, command: "one", output: ["out", "", "more"] },
      { line: 7, command: "two \\\n  --more", output: [] },
      { line: 20, command: "three", output: [] },
    ]);
  });
});

describe("output", () => {
  const same = (shown: string, printed: string) => compareOutput(shown.split("\n"), printed.split("\n"));

  test.each([
    ["rounding", "loss 0.123456789", "loss 0.123456781"],
    ["what vanishes", "residual norm 2.7e-13", "residual norm 9.8e-12"],
    ["times and rates", "took 0:01, 1.1/s, 3.4 s", "took 1:00:01, 20/s, 12 s"],
    ["free memory", "need 6 GiB; 20.9 GiB are available", "need 6 GiB; 800 MiB are available"],
    ["columns moved by a sign", "a   0.5\nb   -1e-13", "a  0.5\nb   1e-13"],
    ["a cut line", "loss 0.5, of …", "loss 0.5, of many"],
    ["lines left out", "a\n…\nd", "a\nb\nc\nd"],
    ["passing progress", "a\npoint 2/9, 1.0/s, 0:03 left\nb", "a\npoint 4/9, 3.0/s, 0:01 left\nb"],
  ])("agrees up to %s", (_, shown, printed) => expect(same(shown, printed)).toBeUndefined());

  test.each([
    ["another number", "loss 0.12345", "loss 0.12346", "shown:   loss 0.12345\n    printed: loss 0.12346"],
    ["another need of memory", "need 6 GiB", "need 7 GiB", "shown:   need 6 GiB\n    printed: need 7 GiB"],
    ["another word", "agrees", "differs", "shown:   agrees\n    printed: differs"],
    ["less than is shown", "a\nb", "a", "shown, but not printed: b"],
    ["more than is shown", "a", "a\nb", "printed, but not shown: b"],
    [
      "another number in a cut line",
      "loss 0.5, of …",
      "loss 0.6, of many",
      "shown:   loss 0.5, of …\n    printed: loss 0.6, of many",
    ],
    ["nothing after an omission", "a\n…\nd", "a\nb\nc", "shown, but nowhere printed after …: d"],
  ])("differs by %s", (_, shown, printed, problem) => expect(same(shown, printed)).toBe(problem));
});
