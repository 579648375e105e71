import { agreementFigure } from "../../../src/plots/agreement-figure.ts";
import { contourMapFigure } from "../../../src/plots/contour-map.ts";
import { couplingHeatMapFigure } from "../../../src/plots/coupling-heat-map.ts";
import { dotHistogramFigure } from "../../../src/plots/dot-histogram.ts";
import { healthCurvesFigure } from "../../../src/plots/health-curves.ts";
import { heatMapFigure } from "../../../src/plots/heat-map.ts";
import { lineFigure } from "../../../src/plots/line-figure.ts";
import { pairedDotsFigure } from "../../../src/plots/paired-dots.ts";
import { parameterBarsFigure } from "../../../src/plots/parameter-bars.ts";
import { phaseTriangleFigure } from "../../../src/plots/phase-triangle.ts";
import { planFigure } from "../../../src/plots/plan-figure.ts";
import { trainingCurvesFigure } from "../../../src/plots/training-curves.ts";
import {
  CLUSTER_ISING_TRIANGLE,
  KITAEV_TRIANGLE,
  type TrianglePoint,
} from "../../../src/plots/triangle-frame.ts";
import { triangleMapFigure } from "../../../src/plots/triangle-map.ts";
import { count, scatter, step } from "./made-up-numbers.ts";

/** Figures of small made-up data, by the name of their golden file. Made of sums and products only: the same on every host. */
export function sampleFigures(document: Document): Readonly<Record<string, string>> {
  return {
    "training-curves": trainingCurves(document),
    "health-curves": healthCurves(document),
    "phase-triangle": clusterIsingTriangle(document),
    "phase-triangle-kitaev": kitaevTriangle(document),
    "triangle-map": triangleMap(document),
    "coupling-heat-map": couplings(document),
    "coupling-heat-map-z-only": couplingsZOnly(document),
    "parameter-bars": parameterBars(document),
    "heat-map": heatMap(document),
    "heat-map-sequential": sequentialHeatMap(document),
    "contour-map": contourMap(document),
    "heat-map-marks": markedMap(document),
    line: line(document),
    "line-logarithmic": logarithmicLine(document),
    "line-bands": bandedLine(document),
    "dot-histogram": dotHistogram(document),
    plan: plan(document),
    "paired-dots": pairedDots(document),
    reciprocity: agreement(document),
  };
}

/** Bias and noise of leading order, of made-up size. */
function plan(document: Document): string {
  const betas = count(97).map((k) => 0.005 * 2 ** (k / 8));
  const orders = { "one-sided": 1, symmetric: 2, richardson: 4 };
  const series = Object.entries(orders).map(([method, order], index) => {
    const bias = betas.map((beta) => 0.3 * beta ** order);
    const noise = betas.map((beta) => (0.05 * (1 + index)) / beta);
    return {
      method,
      bias,
      noise,
      error: bias.map((value, k) => Math.sqrt(value ** 2 + (noise[k] as number) ** 2)),
    };
  });
  const estimators = { "one-sided": null, symmetric: { strength: 0.5 }, richardson: null };
  const figure = planFigure(
    { curves: { betas, series }, recommended: "symmetric", estimators } as unknown as Parameters<
      typeof planFigure
    >[0],
    document,
  );
  return figure as string;
}

const SENSOR = ["X8", "Y8", "Z8", "X9", "Y9", "Z9"];

function healthCurves(document: Document): string {
  const steps = count(200).map((step) => {
    const gap = 0.02 + 0.4 * scatter(step) * scatter(step + 7);
    const bent = step > 80 ? 0.4 * scatter(step) + 0.3 : 0.1;
    const health = {
      gap,
      coupledGap: null,
      nudgeToGap: 0.3 / gap,
      nonlinearity: bent,
      signalToNoise: 0.5 + 2 * scatter(step),
      drift: null,
    };
    return {
      ...{ step, cost: 0, penalty: 0, gradientNorm: 1, preparations: 30, shots: 10_200 },
      health: { ...health, gapSource: "ritz" as const },
    };
  });
  return healthCurvesFigure(steps, document).svg;
}

function matrix(rows: readonly string[], columns: readonly string[], size: number, first: number) {
  const values = rows.map((_, i) =>
    columns.map((_, j) => size * (2 * scatter(first + columns.length * i + j) - 1)),
  );
  return { rows, columns, values };
}

function trainingCurves(document: Document): string {
  const batches = count(200);
  const tests = count(20).map((i) => 10 * i);
  const decay = (batch: number) => 1 / (1 + batch / 20);
  const metric = (label: string, limit: number, start: number) => ({
    label,
    x: tests,
    y: tests.map((batch, i) => limit - (limit - start) * decay(batch) - 0.04 * scatter(i + 50 * limit)),
  });
  return trainingCurvesFigure(
    {
      title: "Phase sensor on the cluster Ising chain",
      cost: {
        training: { x: batches, y: batches.map((batch) => 0.65 * decay(batch) + 0.15 * scatter(batch)) },
        test: { x: tests, y: tests.map((batch, i) => 0.65 * decay(batch) + 0.07 + 0.03 * scatter(i)) },
        references: [{ label: "chance", value: 2 / 3 }],
        meanOver: 11,
      },
      metrics: {
        curves: [
          metric("accuracy", 0.93, 0.05),
          metric("max-choice", 0.95, 0.33),
          metric("single-shot", 0.88, 0.2),
          metric("product", 0.84, 0.15),
        ],
        references: [
          { label: "paper, max-choice", value: 0.938 },
          { label: "paper, single-shot", value: 0.859 },
          { label: "chance", value: 1 / 3 },
        ],
      },
      diagnostics: {
        label: "gradient norm",
        scale: "log",
        curves: [
          { label: "norm", x: batches, y: batches.map((batch) => 3 * decay(batch) * (0.1 + scatter(batch))) },
        ],
      },
    },
    document,
  );
}

function lattice(steps: number, total: number): TrianglePoint[] {
  return count(steps + 1).flatMap((i) =>
    count(steps + 1 - i).map((j) => ({
      left: (total * j) / steps,
      right: (total * i) / steps,
      top: (total * (steps - i - j)) / steps,
    })),
  );
}

function clusterIsingTriangle(document: Document): string {
  const points = lattice(19, 4);
  const outputs = points.map(({ left, right, top }) => {
    const ordered = step(top - 2 - 0.1 * (right - left), 0.8);
    const field = step(right - left - 0.15, 1.5);
    return [(1 - ordered) * (1 - field), ordered, (1 - ordered) * field].map((p) => 0.95 * p);
  });
  const targets = points.map(({ left, right, top }) => {
    if (top >= 2) return 1;
    if (left === right) return null;
    return right < left ? 0 : 2;
  });
  return phaseTriangleFigure(
    {
      title: "Phase sensor on the cluster Ising chain",
      subtitle: "max-choice accuracy 0.95, single-shot accuracy 0.88 (210 points)",
      frame: CLUSTER_ISING_TRIANGLE,
      points,
      outputs,
      targets,
    },
    document,
  );
}

function kitaevTriangle(document: Document): string {
  const points = lattice(12, 1);
  const outputs = points.map(({ left, right, top }) => {
    const abelian = step(Math.max(left, right, top) - 0.5, 0.3);
    return [abelian, 1 - abelian];
  });
  const title = "Phase sensor on the Kitaev honeycomb";
  return phaseTriangleFigure({ title, frame: KITAEV_TRIANGLE, points, outputs }, document);
}

function triangleMap(document: Document): string {
  const points = lattice(12, 1);
  const values = points.map(({ left, right, top }) => 30 * left * right * top - 0.1 * Math.abs(left - right));
  const path = (right: number, top: number) =>
    count(9).map((i) => {
      const t = i / 12;
      const [toRight, toTop] = [(1 - t) * right + t / 3, (1 - t * t) * top + (t * t) / 3];
      return { left: 1 - toRight - toTop, right: toRight, top: toTop };
    });
  return triangleMapFigure(
    {
      title: "Exploration of a triangle",
      frame: KITAEV_TRIANGLE,
      points,
      values,
      valueLabel: "⟨W⟩ (dimensionless)",
      paths: [
        { label: "ν = 0.01", paths: [path(0.1, 0.2), path(0.2, 0.7)] },
        { label: "ν = 0.1", paths: [path(0.7, 0.1)] },
        {
          label: "ν = 0.5",
          paths: [count(5).map((i) => ({ left: 0.6 - 0.1 * i, right: 0.1 + 0.2 * i, top: 0.3 - 0.1 * i }))],
        },
      ],
    },
    document,
  );
}

function couplings(document: Document): string {
  return couplingHeatMapFigure(
    {
      title: "Learned parameters of the phase sensor",
      couplings: matrix(["X0", "Y0", "Z0", "X1", "Y1", "Z1"], SENSOR, 0.15, 0),
      fields: matrix(["field"], SENSOR, 1.2, 40),
      pairs: matrix(SENSOR.slice(0, 3), SENSOR.slice(3), 1.2, 50),
      bound: 0.1,
    },
    document,
  );
}

function couplingsZOnly(document: Document): string {
  return couplingHeatMapFigure(
    {
      couplings: matrix(["Z0", "Z1"], SENSOR, 0.15, 100),
      fields: matrix(["field"], SENSOR, 1.2, 140),
      pairs: matrix(SENSOR.slice(0, 3), SENSOR.slice(3), 1.2, 150),
    },
    document,
  );
}

function parameterBars(document: Document): string {
  return parameterBarsFigure(
    {
      title: "Learned parameters",
      names: ["X0 Z8", "Y1 Z9", "gZZ", "gX", "a_long_parameter_name"],
      values: [0.3, -0.12, 1.1, 0.02, -0.7],
      standardErrors: [0.05, 0.02, 0.1, 0.02, 0],
    },
    document,
  );
}

/** A ridge across the map, and where it is highest along x. */
function ridge() {
  const x = count(25).map((i) => i / 12);
  const y = count(21).map((i) => i / 10);
  return {
    title: "A ridge",
    xLabel: "g_{X} (dimensionless)",
    yLabel: "g_{ZZ} (dimensionless)",
    valueLabel: "χ_{F}",
    x,
    y,
    values: y.map((v) =>
      x.map((u) => (u > 1.9 && v > 1.9 ? Number.NaN : 4 / (1 + 9 * (u - 0.4 - 0.6 * v) ** 2))),
    ),
    marks: { label: "peaks", points: y.map((v) => [0.4 + 0.6 * v, v] as const) },
  };
}

function contourMap(document: Document): string {
  return contourMapFigure(ridge(), document);
}

function markedMap(document: Document): string {
  return heatMapFigure(ridge(), document);
}

function heatMap(document: Document): string {
  const x = count(21).map((i) => (i - 10) / 5);
  const path = count(12).map((i) => i / 11);
  return heatMapFigure(
    {
      title: "Phase exploration, open cluster Ising chain",
      xLabel: "g_{X} (dimensionless)",
      yLabel: "g_{ZZ} (dimensionless)",
      valueLabel: "⟨X_{0}X_{4}⟩",
      x,
      y: x,
      values: x.map((y) => x.map((value) => (value * value - 0.1) / (value * value + y * y + 0.3))),
      paths: [
        { label: "run 1", x: path.map((t) => -0.1 - 2.5 * t), y: path.map((t) => 0.4 * (1 - t)) },
        { label: "run 2", x: path.map((t) => 0.2 + 1.5 * t), y: path.map((t) => 0.9 - 1.2 * t * t) },
      ],
    },
    document,
  );
}

function sequentialHeatMap(document: Document): string {
  const values = count(4).map((j) =>
    count(6).map((i) => (i === 2 && j === 1 ? Number.NaN : 0.1 * (1 + i * j))),
  );
  const labels = { xLabel: "J_{x}/J_{z}", yLabel: "h/J_{z}", valueLabel: "gap (units of J_{z})" };
  return heatMapFigure({ ...labels, x: count(6), y: [0, 0.1, 0.3, 0.4], values }, document);
}

function line(document: Document): string {
  const x = count(31).map((i) => i / 10);
  const series = (label: string, y: (value: number) => number) => ({
    label,
    x,
    y: x.map(y),
    standardErrors: x.map(() => 0.03),
  });
  return lineFigure(
    {
      title: "Phase sensor along g_{ZZ} = 1",
      xLabel: "transverse field g_{X} (dimensionless)",
      yLabel: "probability",
      yRange: [0, 1],
      series: [
        series("I: cluster", (value) => 0.9 * step(1.5 - value, 1.6)),
        series("II: ZZ-ordered", (value) => 0.05 + 0.02 * value),
        series("III: paramagnet", (value) => 0.9 * step(value - 1.5, 1.6)),
      ],
      boundaries: [{ label: "g_{X} = g_{ZXZ}", value: 1.5 }],
      references: [{ label: "chance", value: 1 / 3 }],
    },
    document,
  );
}

function logarithmicLine(document: Document): string {
  const x = [0.001, 0.01, 0.1, 1];
  return lineFigure(
    {
      xLabel: "β (dimensionless)",
      yLabel: "error of the gradient (dimensionless)",
      xScale: "log",
      yScale: "log",
      series: [
        { label: "symmetric", x, y: x.map((beta) => 0.1 * beta * beta) },
        { label: "one-sided", x, y: x },
      ],
    },
    document,
  );
}

function bandedLine(document: Document): string {
  const x = count(40).map((i) => 50 * i);
  const rising = (limit: number, index: number) => limit * (1 - 1 / (1 + index / 4));
  const curve = (label: string, limit: number) => ({
    label,
    x,
    y: x.map((_, i) => rising(limit, i)),
    band: x.map((_, i): [number, number] => [0.85 * rising(limit, i), Math.min(1, 1.06 * rising(limit, i))]),
  });
  return lineFigure(
    {
      title: "Medians over runs, with the middle 80 %",
      xLabel: "batch",
      yLabel: "max-choice accuracy",
      yRange: [0, 1],
      series: [
        {
          ...curve("here", 0.98),
          marked: [
            [200, 0.2],
            [1800, 0.5],
          ],
        },
        curve("published", 0.9),
      ],
    },
    document,
  );
}

function dotHistogram(document: Document): string {
  const sample = (runs: number, center: number) =>
    count(runs).map((i) => center + 0.04 * (scatter(7 * i + runs) - scatter(3 * i + 1)));
  return dotHistogramFigure(
    {
      title: "Final accuracy",
      label: "max-choice accuracy",
      groups: [
        { label: "XYZ, here", values: sample(10, 0.95) },
        { label: "XYZ, published", values: sample(30, 0.95) },
        { label: "Z, published", values: sample(30, 0.86) },
      ],
    },
    document,
  );
}

function pairedDots(document: Document): string {
  return pairedDotsFigure(
    {
      title: "A black box learns",
      label: "exact loss on the device",
      scale: "log",
      columns: ["untrained", "transferred", "in situ"],
      rows: count(8).map((k) => [
        0.3 + 0.1 * scatter(k),
        0.01 + 0.4 * scatter(k + 20),
        0.002 + 0.02 * scatter(k + 40),
      ]),
    },
    document,
  );
}

function agreement(document: Document): string {
  const series = ["nudge of strong", "nudge of weak"].map((label, s) => ({
    label,
    points: count(6).map((k) => {
      const x = scatter(k + 10 * s) - 0.5;
      const [xError, yError] = [0.01 + 0.02 * scatter(k), 0.03];
      return { x, xError, y: x + 2 * yError * (scatter(k + 30 + s) - 0.5), yError };
    }),
  }));
  return agreementFigure(
    {
      title: "Reciprocity",
      xLabel: "response of the partner to the knob",
      yLabel: "response of the knob's observable to the partner",
      series,
    },
    document,
  );
}
