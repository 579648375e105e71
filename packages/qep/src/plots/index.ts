/** Figures and what they are made of: colours, scales, the geometry of triangles. Drawn in any `Document`. */
export {
  type ColourScale,
  divergingScale,
  mixLight,
  readableOn,
  scaleOfValues,
  sequentialScale,
} from "./colour-scales.ts";
export { figureDocument } from "./figure-document.ts";
export { type HeatMapData, heatMapFigure, type MapMarks } from "./heat-map.ts";
export { type BondPath, bondPaths } from "./lattice-paths.ts";
export { phaseColour } from "./phase-colour.ts";
export { type PhaseTriangleData, phaseTriangleFigure } from "./phase-triangle.ts";
export { type NamedFigure, type RunData, runFigures } from "./run-figures.ts";
export { OKABE_ITO, SERIES_COLOURS, seriesColour } from "./style.ts";
export {
  CLUSTER_ISING_TRIANGLE,
  KITAEV_TRIANGLE,
  type Phase,
  type TriangleFrame,
  type TrianglePoint,
} from "./triangle-frame.ts";
export {
  hexagonCell,
  type Pixel,
  TRIANGLE_HEIGHT,
  type Triangle,
  toPixel,
} from "./triangle-geometry.ts";
export { type TriangleMapData, type TrianglePaths, triangleMapFigure } from "./triangle-map.ts";
