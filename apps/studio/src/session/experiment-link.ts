import { deflateSync, Inflate, strFromU8, strToU8 } from "fflate";
import { LONGEST_TEXT } from "./longest-text.ts";

/** Characters of a link beyond which mail programs and messengers cut or refuse it. */
export const LONGEST_LINK = 8000;

/** Compressed bytes that are taken in at once, so that a text that unpacks without end is noticed early. */
const PIECE = 1024;

const PREFIX = "#/make?experiment=";

/** A link that holds a whole experiment: the text, compressed, in the part of the address that no server sees. */
export function experimentLink(text: string, page: string): string {
  const bytes = deflateSync(strToU8(text), { level: 9 });
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const code = base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return `${page.replace(/#.*$/, "")}${PREFIX}${code}`;
}

/**
 * The experiment in the address of the page.
 *
 * @param hash from its `#` on
 * @returns undefined where there is none
 * @throws Error that says what is wrong with the link, for the visitor
 */
export function linkedExperiment(hash: string): string | undefined {
  if (!hash.startsWith(PREFIX)) return undefined;
  const code = hash.slice(PREFIX.length);
  if (code.length > LONGEST_TEXT)
    throw new Error("The link is longer than any experiment; open a file instead.");
  try {
    const base64 = code.replaceAll("-", "+").replaceAll("_", "/");
    return inflate(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
  } catch (cause) {
    if (cause instanceof TooLong) throw cause;
    throw new Error("The link is damaged: it was cut or changed on its way. Ask for the file instead.", {
      cause,
    });
  }
}

class TooLong extends Error {}

function inflate(bytes: Uint8Array): string {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let isWhole = false;
  const stream = new Inflate((piece, isLast) => {
    length += piece.length;
    if (length > LONGEST_TEXT) {
      throw new TooLong(
        "The experiment in this link unpacks to more than a million characters; it was refused.",
      );
    }
    pieces.push(piece);
    isWhole = isLast;
  });
  for (let start = 0; start < bytes.length; start += PIECE) {
    stream.push(bytes.subarray(start, start + PIECE), start + PIECE >= bytes.length);
  }
  if (!isWhole) throw new Error("the data end too early");
  const whole = new Uint8Array(length);
  let position = 0;
  for (const piece of pieces) {
    whole.set(piece, position);
    position += piece.length;
  }
  return strFromU8(whole);
}
