import * as Plot from "@observablehq/plot";
import { type ColourScale, readableOn } from "./colour-scales.ts";
import { checkFinite, checkLength, checkNotEmpty } from "./figure-checks.ts";
import { estimateWidth, mathText, symbolMarkup } from "./math-text.ts";
import { drawPanel } from "./panel.ts";
import { FONT_SIZE, INK, PAPER } from "./style.ts";
import { element } from "./svg-element.ts";

/** A matrix with a name for each row and each column. */
export interface LabelledMatrix {
  /** Names from top to bottom; operators such as `X0` get a subscript. */
  readonly rows: readonly string[];
  /** Names from left to right. */
  readonly columns: readonly string[];
  /** One list per row. */
  readonly values: readonly (readonly number[])[];
}

/** How a matrix is drawn. */
export interface MatrixStyle {
  readonly left: number;
  readonly top: number;
  readonly title: string;
  readonly rowLabel: string;
  readonly columnLabel: string;
  readonly scale: ColourScale;
  /** Cells with a larger magnitude get an outline. */
  readonly bound?: number;
}

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly value: number;
  readonly fill: string;
}

/** Size of a cell in pixels; wide enough for `−0.123`, wider where a column has a long name. */
const CELL = { width: 58, height: 30, room: 10 } as const;

const ROW_LABEL_GAP = 38;

/** Room above the frame for the title, in pixels. */
export const MATRIX_TITLE = 24;

/** Draws a matrix as coloured cells with the values in them. The top of the frame is at `top + MATRIX_TITLE`. */
export function drawMatrix(document: Document, matrix: LabelledMatrix, style: MatrixStyle): Element {
  const { scale, left, bound = Number.POSITIVE_INFINITY } = style;
  const cells: Cell[] = matrix.values.flatMap((values, row) =>
    values.map((value, column) => ({ row, column, value, fill: scale.colourOf(value) })),
  );
  const top = style.top + MATRIX_TITLE;
  const size = matrixSize(matrix);
  const sides = {
    x1: (cell: Cell) => cell.column - 0.5,
    x2: (cell: Cell) => cell.column + 0.5,
    y1: (cell: Cell) => cell.row - 0.5,
    y2: (cell: Cell) => cell.row + 0.5,
  };
  const panel = drawPanel(document, {
    frame: { left, top, ...size },
    x: {
      label: style.columnLabel,
      domain: [-0.5, matrix.columns.length - 0.5],
      names: matrix.columns.map(symbolMarkup),
      labelOffset: 38,
    },
    y: {
      // A single row has its name; a label would be longer than the row is high.
      label: matrix.rows.length > 1 ? style.rowLabel : "",
      domain: [matrix.rows.length - 0.5, -0.5],
      names: matrix.rows.map(symbolMarkup),
      labelOffset: widest(matrix.rows) + ROW_LABEL_GAP,
    },
    marks: [
      Plot.rect(cells, { ...sides, fill: "fill", stroke: PAPER, strokeWidth: 1 }),
      Plot.rect(
        cells.filter((cell) => Math.abs(cell.value) > bound),
        { ...sides, fill: "none", stroke: INK, strokeWidth: 2, inset: 2 },
      ),
      Plot.text(cells, {
        x: "column",
        y: "row",
        text: (cell: Cell) => formatValue(cell.value, scale.high),
        fill: (cell: Cell) => readableOn(cell.fill),
        fontSize: FONT_SIZE.tick,
      }),
    ],
  });
  const title = mathText(document, style.title, {
    x: left,
    y: style.top + 14,
    "font-size": FONT_SIZE.label,
    "font-weight": "bold",
  });
  return element(document, "g", {}, [title, panel.element]);
}

/** Size of the frame of a matrix, in pixels. */
export function matrixSize({ rows, columns }: LabelledMatrix): { width: number; height: number } {
  const cellWidth = Math.max(CELL.width, widest(columns) + CELL.room);
  return { width: columns.length * cellWidth, height: rows.length * CELL.height };
}

/** Room that a matrix needs left of its frame for row names and label, in pixels. */
export function matrixLeftRoom({ rows }: LabelledMatrix): number {
  return widest(rows) + ROW_LABEL_GAP + 14;
}

/** Refuses a matrix that is empty, ragged or not finite. @throws QepError */
export function checkMatrix(where: string, { rows, columns, values }: LabelledMatrix): void {
  checkNotEmpty(`${where}: rows`, rows);
  checkNotEmpty(`${where}: columns`, columns);
  checkLength(`${where}: rows of values`, values, rows.length);
  values.forEach((row, i) => {
    checkLength(`${where}: row ${rows[i]}`, row, columns.length);
    checkFinite(`${where}: row ${rows[i]}`, row);
  });
}

function widest(names: readonly string[]): number {
  return Math.max(...names.map((name) => estimateWidth(symbolMarkup(name), FONT_SIZE.tick)));
}

/** A value with as many decimals as give the largest value three digits; where that takes more than four, with an exponent. */
function formatValue(value: number, largest: number): string {
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(largest)));
  const text = decimals <= 4 ? value.toFixed(Math.min(3, decimals)) : value.toExponential(1);
  // What rounds to zero has no sign.
  return Number(text) === 0 ? text.replace("-", "") : text.replaceAll("-", "−");
}
