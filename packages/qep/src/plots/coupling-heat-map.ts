import { COLOUR_BAR_AXIS, COLOUR_BAR_WIDTH, drawColourBar } from "./colour-bar.ts";
import { type ColourScale, divergingScale } from "./colour-scales.ts";
import { figureTitle, TITLE_ROOM, writeFigure } from "./figure.ts";
import { drawLegend, LEGEND_LINE } from "./legend.ts";
import {
  checkMatrix,
  drawMatrix,
  type LabelledMatrix,
  MATRIX_TITLE,
  matrixLeftRoom,
  matrixSize,
} from "./matrix-panel.ts";
import { BOTTOM_AXIS, LEFT_AXIS } from "./panel.ts";
import { INK } from "./style.ts";

/** Learned parameters of a sensor. */
export interface CouplingHeatMapData {
  readonly title?: string;
  /** System operators (rows) by sensor operators (columns). */
  readonly couplings: LabelledMatrix;
  /** Terms of one sensor operator each: one row. */
  readonly fields?: LabelledMatrix;
  /** Terms of two sensor operators: those of the first qubit (rows) by those of the second (columns). */
  readonly pairs?: LabelledMatrix;
  /** Couplings with a larger magnitude get an outline. */
  readonly bound?: number;
}

interface Block {
  readonly matrix: LabelledMatrix;
  readonly title: string;
  readonly rowLabel: string;
  readonly columnLabel: string;
  readonly bound?: number;
}

const BLOCK_GAP = 8;
const BAR_GAP = 18;

/** A colour bar shorter than this has no room for its label. */
const SHORTEST_BAR = 130;

/**
 * Learned couplings and sensor terms as heat maps with a colour scale for the couplings and one for the sensor terms,
 * each symmetric about zero.
 *
 * @param document makes the elements: that of the page, or `figureDocument()`
 * @returns standalone SVG
 * @throws QepError `wrong-shape` or `not-finite`
 */
export function couplingHeatMapFigure(data: CouplingHeatMapData, document: Document): string {
  const groups = [
    { blocks: [couplingBlock(data)], label: "coupling (dimensionless)" },
    { blocks: sensorBlocks(data), label: "sensor term (dimensionless)" },
  ].filter((group) => group.blocks.length > 0);
  const blocks = groups.flatMap((group) => group.blocks);
  for (const { matrix, title } of blocks) checkMatrix(`coupling heat map, ${title}`, matrix);

  const left = Math.max(LEFT_AXIS, ...blocks.map((block) => matrixLeftRoom(block.matrix)));
  const matrixWidth = Math.max(...blocks.map((block) => matrixSize(block.matrix).width));
  const right = left + matrixWidth;
  const width = right + BAR_GAP + COLOUR_BAR_WIDTH + COLOUR_BAR_AXIS + 6;
  const parts: Element[] = [];
  let top = 12;
  if (data.title) {
    parts.push(figureTitle(document, data.title, left));
    top = TITLE_ROOM;
  }
  for (const group of groups) {
    const drawn = drawGroup(document, group, { left, top, barLeft: right + BAR_GAP });
    parts.push(...drawn.parts);
    top = drawn.bottom;
  }
  if (data.bound !== undefined) {
    const label = `coupling beyond the bound ±${data.bound}`;
    const place = { left, top, width: width - left };
    parts.push(drawLegend(document, [{ label, symbol: "outline", colour: INK }], place).element);
    top += LEGEND_LINE + 8;
  }
  return writeFigure(document, { width, height: top, description: data.title ?? "Learned couplings" }, parts);
}

/** Blocks below each other with one colour bar beside them. */
function drawGroup(
  document: Document,
  group: { readonly blocks: readonly Block[]; readonly label: string },
  place: { readonly left: number; readonly top: number; readonly barLeft: number },
): { parts: Element[]; bottom: number } {
  const scale = commonScale(group.blocks.map((block) => block.matrix));
  const { left, top, barLeft } = place;
  const parts: Element[] = [];
  let bottom = top;
  for (const { matrix, ...style } of group.blocks) {
    parts.push(drawMatrix(document, matrix, { left, top: bottom, scale, ...style }));
    bottom += MATRIX_TITLE + matrixSize(matrix).height + BOTTOM_AXIS + BLOCK_GAP;
  }
  const barTop = top + MATRIX_TITLE;
  const height = Math.max(SHORTEST_BAR, bottom - BLOCK_GAP - BOTTOM_AXIS - barTop);
  parts.push(
    drawColourBar(document, scale, group.label, {
      left: barLeft,
      top: barTop,
      width: COLOUR_BAR_WIDTH,
      height,
    }),
  );
  return { parts, bottom: Math.max(bottom, barTop + height + BLOCK_GAP + 12) };
}

function couplingBlock({ couplings, bound }: CouplingHeatMapData): Block {
  const labels = { rowLabel: "system operator", columnLabel: "sensor operator" };
  const block = { matrix: couplings, title: "Couplings of system and sensor", ...labels };
  return bound === undefined ? block : { ...block, bound };
}

function sensorBlocks({ fields, pairs }: CouplingHeatMapData): Block[] {
  const blocks: Block[] = [];
  const columnLabel = "sensor operator";
  if (fields) blocks.push({ matrix: fields, title: "Sensor fields", rowLabel: "", columnLabel });
  if (pairs) blocks.push({ matrix: pairs, title: "Sensor pair terms", rowLabel: columnLabel, columnLabel });
  return blocks;
}

function commonScale(matrices: readonly LabelledMatrix[]): ColourScale {
  const limit = Math.max(...matrices.flatMap((matrix) => matrix.values.flat().map(Math.abs)));
  // All parameters zero: any scale will do, as long as zero is white.
  return divergingScale(limit || 1);
}
