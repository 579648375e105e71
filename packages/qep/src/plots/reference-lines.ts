import * as Plot from "@observablehq/plot";
import { estimateWidth, mathText } from "./math-text.ts";
import { FONT_SIZE, LINE, MUTED } from "./style.ts";

/** A known value to compare with, drawn as a horizontal dashed line with its label on the right. */
export interface ReferenceLine {
  readonly label: string;
  readonly value: number;
}

const LABEL_GAP = 6;
const LABEL_SPACING = FONT_SIZE.note + 2;

/** The lines themselves, for the marks of a panel. */
export function referenceMarks(lines: readonly ReferenceLine[]): Plot.Markish {
  return Plot.ruleY(
    lines.map((line) => line.value),
    { stroke: MUTED, strokeWidth: LINE.reference, strokeDasharray: "5 3" },
  );
}

/** Room that the labels need right of the frame, in pixels. */
export function referenceRoom(lines: readonly ReferenceLine[]): number {
  return lines.reduce(
    (room, line) => Math.max(room, LABEL_GAP + estimateWidth(line.label, FONT_SIZE.note)),
    0,
  );
}

/**
 * The labels, right of the frame at the height of their lines, moved apart where they would overlap.
 *
 * @param right right edge of the frame in pixels
 * @param yOf height of a value in pixels
 */
export function referenceLabels(
  document: Document,
  lines: readonly ReferenceLine[],
  right: number,
  yOf: (value: number) => number,
): Element[] {
  const ordered = [...lines].sort((a, b) => yOf(a.value) - yOf(b.value));
  const heights = spread(
    ordered.map((line) => yOf(line.value)),
    LABEL_SPACING,
  );
  return ordered.map((line, i) =>
    mathText(document, line.label, {
      x: right + LABEL_GAP,
      y: (heights[i] as number) + 4,
      "font-size": FONT_SIZE.note,
      fill: MUTED,
    }),
  );
}

/**
 * Moves rising positions apart until neighbours keep a distance; groups that touch stay centred on their mean.
 *
 * @param positions rising
 * @returns positions in the same order, neighbours at least `distance` apart
 */
export function spread(positions: readonly number[], distance: number): readonly number[] {
  interface Group {
    sum: number;
    count: number;
  }
  const middle = ({ sum, count }: Group): number => sum / count;
  const groups: Group[] = [];
  for (const position of positions) {
    let group: Group = { sum: position, count: 1 };
    for (;;) {
      const before = groups.at(-1);
      if (!before || middle(group) - middle(before) >= ((before.count + group.count) / 2) * distance) break;
      groups.pop();
      group = { sum: before.sum + group.sum, count: before.count + group.count };
    }
    groups.push(group);
  }
  return groups.flatMap((group) =>
    Array.from({ length: group.count }, (_, i) => middle(group) + (i - (group.count - 1) / 2) * distance),
  );
}
