/**
 * What an HTML comment in front of a block says of it:
 *
 * - `<!-- file: NAME -->` the block is that file: of the repository, or of the folder in which the page's commands run
 * - `<!-- slow: HOW LONG -->` run by `npm run docs:verify -- --slow` alone
 * - `<!-- needs: VARIABLE -->` run where this variable of the environment is set
 * - `<!-- run by: FILE -->` run by this test, which names the document
 * - `<!-- not run: WHY -->` never run
 */
export interface Mark {
  readonly kind: "file" | "slow" | "needs" | "run by" | "not run";
  readonly text: string;
}

/** A block of code in a Markdown document. */
export interface CodeBlock {
  /** Of its first line of code, from 1. */
  readonly line: number;
  /** Of a fence; undefined for an indented block. */
  readonly language: string | undefined;
  readonly text: string;
  readonly mark: Mark | undefined;
}

/** A command of a block, and what is shown below it. */
export interface ShownCommand {
  readonly line: number;
  readonly command: string;
  /** Lines of output without blank ones at the end; none where nothing is shown. */
  readonly output: readonly string[];
}

/** The blocks of code of a document, fenced and indented, each with its mark. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const lines = markdown.split("\n");
  const blocks: CodeBlock[] = [];
  let mark: Mark | undefined;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    const fence = /^(`{3,})(\S*)/.exec(line);
    const isIndented = /^ {4}\S/.test(line) && (lines[at - 1] ?? "") === "";
    if (fence || isIndented) {
      const end = fence ? lines.indexOf(fence[1] as string, at + 1) : endOfIndented(lines, at);
      const text = fence ? lines.slice(at + 1, end) : lines.slice(at, end).map((each) => each.slice(4));
      blocks.push({
        line: fence ? at + 2 : at + 1,
        language: fence?.[2],
        text: `${text.join("\n")}\n`,
        mark,
      });
      at = fence ? end : end - 1;
      mark = undefined;
    } else if (line !== "") {
      mark = readMark(line);
    }
  }
  return blocks;
}

/** The commands of a block: lines that begin with `$ `, continued where they end in a backslash. */
export function shownCommands({ line, text }: CodeBlock): ShownCommand[] {
  const lines = text.trimEnd().split("\n");
  const starts = lines.flatMap((each, at) => (each.startsWith("$ ") ? [at] : []));
  return starts.map((start, k) => {
    let last = start;
    while (lines[last]?.endsWith("\\")) last++;
    const output = lines.slice(last + 1, starts[k + 1] ?? lines.length);
    while (output.at(-1) === "") output.pop();
    return {
      line: line + start,
      command: lines
        .slice(start, last + 1)
        .join("\n")
        .slice(2),
      output,
    };
  });
}

function endOfIndented(lines: readonly string[], start: number): number {
  let end = start;
  for (let at = start; at < lines.length && /^( {4}|$)/.test(lines[at] as string); at++)
    if (lines[at] !== "") end = at + 1;
  return end;
}

function readMark(line: string): Mark | undefined {
  const [, kind, text] = /^<!-- (file|slow|needs|run by|not run): (.+) -->$/.exec(line) ?? [];
  return kind === undefined || text === undefined ? undefined : { kind: kind as Mark["kind"], text };
}
