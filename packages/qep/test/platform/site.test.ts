import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { brokenLinks } from "../../../../site/broken-links.ts";
import { scratch } from "../support/cli.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

describe("the documentation as a site", () => {
  const out = scratch();

  beforeAll(() => {
    const typedoc = join(root, "node_modules/typedoc/bin/typedoc");
    const options = ["--options", join(root, "site/typedoc.jsonc"), "--out", out];
    const { status, stdout, stderr } = spawnSync(process.execPath, [typedoc, ...options], {
      encoding: "utf8",
    });
    // Warnings are errors: links of doc comments, exports without one, types that cannot be named.
    expect({ status, said: status === 0 ? "" : stdout + stderr }).toEqual({ status: 0, said: "" });
  }, 600_000);

  test("has every document, and the API of all three entry points", () => {
    const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
    const missing = pages
      .filter((name) => name.endsWith(".md"))
      .filter((name) => !existsSync(join(out, name.replace(/\.md$/, ".html"))));
    expect(missing).toEqual([]);
    for (const page of ["qep.estimateGradients", "qep_node.openSimulator", "qep_browser.serveSimulator"])
      expect(existsSync(join(out, "functions", `${page}.html`)), page).toBe(true);
  });

  test("has no link that leads nowhere", () => {
    expect(readFileSync(join(out, "index.html"), "utf8")).toContain('href="guide.html"');
    expect(brokenLinks(out)).toEqual([]);
  });
});

test("a link to a missing page, file or heading is found", () => {
  const page =
    '<a href="b.html#there">1</a> <a href="b.html#gone">2</a> <a href="c.html">3</a> <img src="d.png">';
  const folder = scratch({
    "a.html": `${page} <a href="https://example.org">4</a> <a href="./#here">5</a> <a href="./#gone">6</a>`,
    "b.html": '<p id="there">',
    "index.html": '<p id="here">',
  });
  expect(brokenLinks(folder)).toEqual([
    "a.html: b.html#gone",
    "a.html: c.html",
    "a.html: d.png",
    "a.html: ./#gone",
  ]);
});
