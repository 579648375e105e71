import { INK } from "./style.ts";

/** Attributes that hold lengths; two decimals of a pixel are enough for them. */
const GEOMETRY = new Set(
  "cx cy d dx dy font-size height points r transform viewBox width x x1 x2 y y1 y2".split(" "),
);

/**
 * Writes an SVG element as a standalone file: the same text in Node and in every browser.
 *
 * Attributes are sorted, lengths rounded to 0.01 px, `currentColor` replaced by ink; classes and style sheets are left
 * out, because programs that turn SVG into PNG or PDF know few of them.
 *
 * @param root an `<svg>` element
 * @returns SVG text with its namespace declared
 */
export function serializeSvg(root: Element): string {
  return `${serialize(root, ' xmlns="http://www.w3.org/2000/svg"')}\n`;
}

function serialize(node: Element, declaration = ""): string {
  const name = node.localName;
  const attributes = Array.from(node.attributes)
    .filter((attribute) => attribute.name !== "class" && attribute.name !== "xmlns")
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((attribute) => ` ${attribute.name}="${escapeXml(attributeValue(attribute.name, attribute.value))}"`);
  const open = `<${name}${declaration}${attributes.join("")}`;
  const inText = name === "text" || name === "tspan";
  const children = Array.from(node.childNodes)
    .map((child) => {
      if (child.nodeType === 3) return escapeXml(child.nodeValue ?? "");
      if (child.nodeName.toLowerCase() === "style") return "";
      // A line break inside text would be drawn as a space.
      return `${inText ? "" : "\n"}${serialize(child as Element)}`;
    })
    .join("");
  return children === "" ? `${open}/>` : `${open}>${children}${inText ? "" : "\n"}</${name}>`;
}

function attributeValue(name: string, value: string): string {
  if (value === "currentColor") return INK;
  if (!GEOMETRY.has(name)) return value;
  return value.replace(/-?\d*\.?\d+(?:e[-+]?\d+)?/gi, (number) =>
    String(Math.round(Number(number) * 100) / 100 || 0),
  );
}

function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
