const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/** Attributes of an SVG element by name. */
export type Attributes = Readonly<Record<string, string | number>>;

/** Makes an SVG element. */
export function element(
  document: Document,
  name: string,
  attributes: Attributes = {},
  children: readonly Element[] = [],
): Element {
  const created = document.createElementNS(SVG_NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, String(value));
  for (const child of children) created.appendChild(child);
  return created;
}

/** A group moved to (x, y). */
export function groupAt(document: Document, x: number, y: number, children: readonly Element[]): Element {
  return element(document, "g", { transform: `translate(${x},${y})` }, children);
}
