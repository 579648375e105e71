/** What of the style sheet a drawing needs on its own. */
const PAINT = ["fill", "stroke", "stroke-width", "stroke-dasharray"] as const;
const LETTERS = ["fill", "font-family", "font-size", "text-anchor"] as const;

const SVG = "http://www.w3.org/2000/svg";

/**
 * A drawing of the page as a file of its own: in the light colours, on white, with its style in its elements.
 *
 * @param drawn with a `viewBox`; what is stroked transparently is there for pointers only and is left out
 * @param title says what is drawn
 */
export function standaloneSvg(drawn: SVGSVGElement, title: string): string {
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  copy.style.position = "absolute";
  drawn.after(copy);
  const root = document.documentElement;
  const { theme } = root.dataset;
  try {
    // Until the end of this task, before anything is painted.
    root.dataset.theme = "light";
    const elements = copy.querySelectorAll<SVGElement>("*");
    for (const element of elements) inlineStyle(element);
    for (const element of elements) forgetPage(element);
  } finally {
    if (theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = theme;
    copy.remove();
  }
  const { width, height } = copy.viewBox.baseVal;
  const figure = document.createElementNS(SVG, "svg");
  figure.setAttribute("viewBox", `0 0 ${width} ${height}`);
  figure.setAttribute("width", String(width));
  figure.setAttribute("height", String(height));
  const heading = document.createElementNS(SVG, "title");
  heading.textContent = title;
  const paper = document.createElementNS(SVG, "rect");
  paper.setAttribute("width", String(width));
  paper.setAttribute("height", String(height));
  paper.setAttribute("fill", "#ffffff");
  figure.append(heading, paper, ...copy.childNodes);
  return new XMLSerializer().serializeToString(figure);
}

function inlineStyle(element: SVGElement): void {
  const style = getComputedStyle(element);
  const isShape = !["g", "title", "defs"].includes(element.tagName);
  if (isShape && isTransparent(style.stroke) && isTransparent(style.fill)) {
    element.remove();
    return;
  }
  const needed = element.tagName === "text" ? LETTERS : isShape ? PAINT : [];
  for (const name of needed) element.setAttribute(name, asPlainColour(style.getPropertyValue(name)));
}

/** Only when all styles are known: classes of what is around an element decide about its own. */
function forgetPage(element: SVGElement): void {
  for (const { name } of [...element.attributes]) {
    if (name === "class" || name === "style" || name.startsWith("data-")) element.removeAttribute(name);
  }
}

function isTransparent(colour: string): boolean {
  return colour === "none" || /^rgba\(.*, 0\)$/.test(colour);
}

/** Mixed colours come in notations that other programs do not read: these become `#rrggbb`. */
function asPlainColour(value: string): string {
  if (!/^(color|oklab|oklch|color-mix|rgb)/.test(value)) return value;
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!context) return value;
  context.fillStyle = value;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
