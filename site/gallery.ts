/**
 * `node site/gallery.ts [FILE]...`: runs the examples and writes docs/gallery.md with what they print and draw. With
 * files, only these run; the other entries stay as they are.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isPassing } from "./compare-output.ts";
import { GALLERY, type GalleryItem } from "./gallery-items.ts";
import { openFolder, runIn } from "./run-commands.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const PAGE = join(root, "docs/gallery.md");
const IMAGES = join(root, "docs/images/gallery");
/** Characters of a line of output on the page. */
const WIDTH = 112;

const INTRODUCTION = `# Gallery

Every file of \`examples/\`, run: its command, what it prints, and a figure that it draws. Where \`--steps\` stands in a
command, only the beginning of the training is shown. \`npm run gallery\` makes this page.
`;

const named = process.argv.slice(2);
const before = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
const items = Object.values(GALLERY).flat();
const entries = new Map(items.map((item) => [item, entryOf(before, item)]));
for (const item of items) {
  if (named.length > 0 && !named.includes(item.file)) continue;
  entries.set(item, await entry(item));
  // What is finished is not lost where a later example fails.
  writeFileSync(PAGE, writePage());
}

function writePage(): string {
  const sections = Object.entries(GALLERY).map(([section, list]) =>
    [`## ${section}\n`, ...list.flatMap((item) => entries.get(item) ?? [])].join("\n"),
  );
  return [INTRODUCTION, ...sections].join("\n");
}

/** The entry of an example in an earlier page. */
function entryOf(page: string, { file }: GalleryItem): string | undefined {
  return page
    .split(/^(?=##)/m)
    .find((part) => part.startsWith("### ") && part.includes(`(../examples/${file})`))
    ?.trimEnd()
    .concat("\n");
}

async function entry({ file, command, figure, slow, lines = 12 }: GalleryItem): Promise<string> {
  console.log(command);
  const { title, text } = describeExample(file);
  const folder = openFolder();
  try {
    const { status, lines: printed } = await runIn(folder, command);
    if (status !== 0) throw new Error(`${command} ended with status ${status}:\n${printed.join("\n")}`);
    const shown = printed.filter((line) => !isPassing(line)).map(cut);
    const output = shown.length > lines ? ["…", ...shown.slice(-lines)] : shown;
    const block = [`$ ${command}`, ...output].map((line) => (line === "" ? "" : `    ${line}`)).join("\n");
    return [
      `### ${title}\n`,
      `${wrap(`[${file}](../examples/${file}): ${text}`)}\n`,
      ...(slow === undefined ? [] : [`<!-- slow: ${slow} -->\n`]),
      `${block}\n`,
      ...(figure === null ? [] : [`![${title}](images/gallery/${keepFigure(join(folder, figure), file)})\n`]),
    ].join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function keepFigure(drawn: string, file: string): string {
  const name = `${basename(file).replace(/\.\w+$/, "")}.svg`;
  mkdirSync(IMAGES, { recursive: true });
  copyFileSync(drawn, join(IMAGES, name));
  return name;
}

/** The title of an example, and the comment at its beginning up to commands in it, in lines of the page's width. */
function describeExample(file: string): { title: string; text: string } {
  const source = readFileSync(join(root, "examples", file), "utf8");
  const title = /^ *title: (.+?),?$/m.exec(source)?.[1]?.replaceAll('"', "") ?? file;
  const comment: string[] = [];
  for (const line of source.split("\n")) {
    if (line.startsWith("# yaml-language-server")) continue;
    const words = /^(?:#|\/\/) (\S.*)$/.exec(line)?.[1];
    if (words === undefined) break;
    comment.push(words.replaceAll(/[<*_]/g, "\\$&"));
  }
  // Where commands follow in the file, they do not here.
  return { title, text: comment.join(" ").replace(/:$/, ".") };
}

function cut(line: string): string {
  return line.length <= WIDTH ? line : `${line.slice(0, WIDTH).replace(/\s+\S*$/, "")} …`;
}

/** Words in lines of at most 120 characters. */
function wrap(text: string): string {
  return text
    .split(" ")
    .reduce<string[]>((lines, word) => {
      const last = lines.at(-1);
      if (last !== undefined && last.length + 1 + word.length <= 120)
        lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
      return lines;
    }, [])
    .join("\n");
}
