/**
 * A document to draw figures with where the host has none: Node and web workers. On a page, pass its `document`.
 *
 * @returns an empty document of linkedom, which is loaded on the first call
 */
export async function figureDocument(): Promise<Document> {
  const { parseHTML } = await import("linkedom");
  return parseHTML("<!doctype html><html><body></body></html>").document;
}
