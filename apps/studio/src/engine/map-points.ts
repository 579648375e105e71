import {
  type BoundaryIndicator,
  type DiagramBoundary,
  type DiagramTable,
  diagramBoundaries,
  type Experiment,
  experimentQuantities,
  knobSetter,
  type PointReader,
  QepError,
  type Setting,
  type SweepAxis,
  stateReader,
} from "qep";
import { samplesOf, type Workbench } from "./workbench.ts";

/** Points of a map. */
export interface MapPointsRequest {
  /** YAML or JSON text. */
  readonly experiment: string;
  /** Names of the inputs and parameters that span the map. */
  readonly knobs: readonly string[];
  /** Observables and quantities beside the outputs, as `qep phase-diagram --observables` takes them; may be empty. */
  readonly observables: string;
  /** A value for each knob, one list a point. */
  readonly places: readonly (readonly number[])[];
}

/** What was read at the points of a map: outputs, the quantities asked for, `energy` and `gap`. */
export interface MapPoints {
  readonly columns: readonly string[];
  /** One list a point, one number a column; NaN where there is none. */
  readonly rows: readonly (readonly number[])[];
}

/** A complete map on a grid. */
export interface BoundariesRequest {
  readonly table: DiagramTable;
  readonly axes: readonly SweepAxis[];
  readonly indicator: BoundaryIndicator;
}

const readers = new WeakMap<Workbench, Map<string, PointReader>>();

/**
 * Exact numbers of the free phase at points of a map; each point is computed by itself, whatever the order.
 *
 * @throws QepError invalid-operator for what is no quantity, unsupported for matrices and for hidden errors of knobs
 */
export async function mapPoints(bench: Workbench, request: MapPointsRequest): Promise<MapPoints> {
  const { knobs, observables, places } = request;
  const { experiment } = bench;
  const reader = readerOf(bench, observables.trim());
  const setters = knobs.map((name) => knobSetter(experiment, name));
  const settings = places.map((place): Setting => {
    const setting = restingSetting(experiment);
    for (const [axis, set] of setters.entries()) set(setting, place[axis] ?? Number.NaN);
    return setting;
  });
  return { columns: reader.columns, rows: await reader.read(settings) };
}

/** Peaks of an indicator along both axes of a complete map. */
export function mapBoundaries({ table, axes, indicator }: BoundariesRequest): DiagramBoundary[] {
  return diagramBoundaries(table, axes, indicator);
}

/** Where all knobs stand that no axis moves: parameters at their initial values, inputs at the first operating point. */
export function restingSetting(experiment: Experiment): Setting {
  const { variables, system, operatingPoints, data } = experiment;
  const point = operatingPoints[0] ?? (data ? samplesOf(experiment)[0]?.points[0] : undefined);
  return {
    inputs: point?.slice() ?? new Float64Array(system.inputs.length),
    parameters: variables.initial.slice(0, variables.parameterCount),
    nudge: new Float64Array(system.outputs.length),
    stream: ["map"],
  };
}

/** Kept, so that its observables are prepared once. */
function readerOf(bench: Workbench, observables: string): PointReader {
  const known = readers.get(bench) ?? new Map<string, PointReader>();
  readers.set(bench, known);
  const reader = known.get(observables) ?? newReader(bench, observables);
  known.set(observables, reader);
  return reader;
}

function newReader({ experiment, observer }: Workbench, observables: string): PointReader {
  if (experiment.hidden?.errors) {
    throw new QepError(
      "unsupported",
      "hidden.knobs: a map shows states at the knobs as they are set, and this experiment hides errors of its knobs. Remove " +
        "hidden.knobs to draw one.",
    );
  }
  const texts = observables === "" ? [] : [observables];
  return stateReader(observer, experiment, experimentQuantities(experiment, texts, "Quantity"));
}
