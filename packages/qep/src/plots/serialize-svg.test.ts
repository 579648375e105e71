import { expect, test } from "vitest";
import { figureDocument } from "./figure-document.ts";
import { serializeSvg } from "./serialize-svg.ts";
import { element } from "./svg-element.ts";

test("writes a standalone file: namespace, sorted attributes, rounded lengths, no classes, styles or currentColor", async () => {
  const document = await figureDocument();
  const style = element(document, "style");
  style.textContent = ".a { fill: red }";
  const path = element(document, "path", {
    d: "M1.23456,-0.0001L1e-15,2",
    class: "a",
    stroke: "currentColor",
  });
  const root = element(document, "svg", { width: 10.999, height: 3 }, [style, path]);
  expect(serializeSvg(root)).toBe(
    '<svg xmlns="http://www.w3.org/2000/svg" height="3" width="11">\n<path d="M1.23,0L0,2" stroke="#222222"/>\n</svg>\n',
  );
});

test("escapes text and keeps colours and words with digits as they are", async () => {
  const document = await figureDocument();
  const text = element(document, "text", { fill: "#1e3456", "aria-label": 'score "0.98765" <1' });
  text.textContent = "a < b & c";
  expect(serializeSvg(text)).toBe(
    '<text xmlns="http://www.w3.org/2000/svg" aria-label="score &quot;0.98765&quot; &lt;1" fill="#1e3456">a &lt; b &amp; c</text>\n',
  );
});
