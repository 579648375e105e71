import { QepError, type TextLocation } from "../base/errors.ts";

/** One field of a line: its text without quotes and surrounding blanks, and where it begins. */
export interface CsvField {
  readonly text: string;
  readonly quoted: boolean;
  readonly at: TextLocation;
}

/**
 * Splits one line at its commas; `""` inside quotes is a quote, `#` outside quotes ends the line.
 *
 * @param line without its line break
 * @param at file and line, for messages
 * @returns the fields; none for a blank line or one that is all comment
 * @throws QepError `invalid-file` for a quote that is not closed or has text around it
 */
export function splitCsvLine(line: string, at: TextLocation): CsvField[] {
  const fields: CsvField[] = [];
  const field = /[^\S\n]*(?:"((?:[^"]|"")*)"[^\S\n]*(?=[,#]|$)|([^,#"]*))/y;
  for (;;) {
    const start = field.lastIndex;
    const match = field.exec(line);
    const end = field.lastIndex;
    const column = start + 1 + (/^\s*/.exec(line.slice(start))?.[0].length ?? 0);
    if (match === null || line[end] === '"') {
      throw new QepError(
        "invalid-file",
        `${at.file}, line ${at.line}, column ${column}: a quoted field must be closed by a quote on its line and ` +
          `fill the field, got ${line.slice(start).trim()}`,
        { ...at, column },
      );
    }
    const quoted = match[1] !== undefined;
    const text = quoted ? (match[1] as string).replaceAll('""', '"') : (match[2] as string).trim();
    fields.push({ text, quoted, at: { ...at, column } });
    if (line[end] !== ",") break;
    field.lastIndex = end + 1;
  }
  const blank = fields.length === 1 && fields[0]?.text === "" && !fields[0].quoted;
  return blank ? [] : fields;
}
