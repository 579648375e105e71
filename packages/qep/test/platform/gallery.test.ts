import { globSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { codeBlocks, shownCommands } from "../../../../site/code-blocks.ts";
import { GALLERY } from "../../../../site/gallery-items.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const page = readFileSync(join(root, "docs/gallery.md"), "utf8");
const items = Object.values(GALLERY).flat();

// What the quick examples print is compared in shown-commands.test.ts, as in every document.
describe("docs/gallery.md", () => {
  test("has every example", () => {
    const examples = globSync(["*.{yaml,ts}", "paper/*.{yaml,ts}"], { cwd: join(root, "examples") });
    expect(items.map(({ file }) => file).toSorted()).toEqual(examples.toSorted());
    for (const { file } of items) expect(page).toContain(`[${file}](../examples/${file}): `);
  });

  test("runs the commands of its list, each with what it printed, the long ones marked", () => {
    const shown = codeBlocks(page).flatMap((block) => {
      return shownCommands(block).map(({ command, output }) => ({ command, output, mark: block.mark?.kind }));
    });
    expect(shown.map(({ command }) => command)).toEqual(items.map(({ command }) => command));
    for (const { command, output } of shown) expect(output.length, command).toBeGreaterThan(0);
    expect(shown.map(({ mark }) => mark === "slow")).toEqual(items.map(({ slow }) => slow !== undefined));
    expect(items.some(({ slow }) => slow === undefined)).toBe(true);
  });

  test("shows every figure that an example draws, in a megabyte and a half", () => {
    const folder = join(root, "docs/images/gallery");
    const figures = [...page.matchAll(/!\[[^\]]*\]\(images\/gallery\/([\w-]+\.svg)\)/g)].map(
      ([, name]) => name,
    );
    expect(figures.length).toBe(items.filter(({ figure }) => figure !== null).length);
    expect(figures.toSorted()).toEqual(readdirSync(folder).toSorted());
    const bytes = figures.reduce((sum, name) => sum + statSync(join(folder, name as string)).size, 0);
    expect(bytes).toBeLessThan(1.5e6);
  });
});
