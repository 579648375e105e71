/** Longest line of a wrapped text, in characters. */
const WIDTH = 120;

/** A word that Markdown would take for a mark of its own at the start of a line: a list, a heading, a quotation, a table. */
const MARK = /^(?:[-+*=>#|]+|\d+[.)])$|^\|/;

/**
 * A paragraph in lines of at most 120 characters, broken between words and never in front of what Markdown would take
 * for the start of a list, a heading, a quotation or a table.
 *
 * @param first what the first line starts with, such as `- `
 * @param rest what all other lines start with
 */
export function wrapped(text: string, first = "", rest = " ".repeat([...first].length)): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of unbreakable(text)) {
    if (!isEmpty && [...line].length + 1 + [...word].length > WIDTH) {
      lines.push(line);
      [line, isEmpty] = [rest, true];
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join("\n");
}

/** Words, each with the marks behind it. */
function unbreakable(text: string): string[] {
  const words: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    if (words.length > 0 && MARK.test(word)) words.push(`${words.pop()} ${word}`);
    else words.push(word);
  }
  return words;
}
