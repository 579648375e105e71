import type { NpyArray } from "../../formats/npy.ts";
import { publishedArrays, type ReferenceData } from "../reference-data.ts";

const FOLDER = "SupervisedQEP/KitaevPhaseSensor";
/** The last 200 of 800 steps. */
const HISTORY = `${FOLDER}/SensorTrainingHistory/results_2_ZZcoupling_adamax_400epochs_further200epochs_2.npz`;
/** Step of that file whose sensor the authors chose, and its number over all three files. */
const CHOSEN = 78;
export const CHOSEN_STEP = 678;
const PARAMETERS = 33;
const COLUMNS = 4;

/** What the authors published about their trained Kitaev phase sensor. */
export interface PublishedKitaevSensor {
  /** θ before step {@link CHOSEN_STEP}: 18 couplings, then 15 sensor terms. */
  readonly parameters: Float64Array;
  /** Scores on the 18 test points at these parameters. */
  readonly maxChoice: number;
  readonly singleShot: number;
  /** Every second point of their map. */
  readonly map: readonly PublishedPoint[];
}

export interface PublishedPoint {
  /** (Jx, Jy, Jz) */
  readonly inputs: Float64Array;
  /** Probability of the output "Abelian". */
  readonly abelian: number;
  /** 1 where the larger output is the right one, else 0. */
  readonly maxChoice: number;
  /** Probability of the right output. */
  readonly singleShot: number;
}

/** The published sensor; undefined where the reference does not have it. */
export async function publishedKitaevSensor(
  reference: ReferenceData | undefined,
): Promise<PublishedKitaevSensor | undefined> {
  const list = (name: string) => publishedArrays(reference, `${FOLDER}/TrainedPhaseSensor/${name}.npz`);
  const [history, predictions, choices, shots] = await Promise.all([
    publishedArrays(reference, HISTORY),
    list("y_pred_list"),
    list("correct_max_choice_list_best_phase_diag"),
    list("value_single_shot_accuracy_list_best_phase_diag"),
  ]);
  if (!history || !predictions || !choices || !shots) return undefined;
  const theta = numbers(history.get("theta"));
  const score = (name: string) => numbers(history.get(name))[CHOSEN] as number;
  const [rows, right, probabilities] = [predictions, choices, shots].map(onlyArray) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return {
    parameters: theta.slice(PARAMETERS * CHOSEN, PARAMETERS * (CHOSEN + 1)),
    maxChoice: score("max_choice_accuracy"),
    singleShot: score("single_shot_accuracy"),
    map: Array.from({ length: rows.length / COLUMNS }, (_, row) => {
      const value = (list: Float64Array) => list[COLUMNS * row + COLUMNS - 1] as number;
      return {
        inputs: rows.slice(COLUMNS * row, COLUMNS * row + COLUMNS - 1),
        // They hold 1 + p.
        abelian: value(rows) - 1,
        maxChoice: value(right),
        singleShot: value(probabilities),
      };
    }),
  };
}

function onlyArray(arrays: ReadonlyMap<string, NpyArray>): Float64Array {
  const [first] = arrays.values();
  return numbers(first);
}

function numbers(array: NpyArray | undefined): Float64Array {
  return Float64Array.from(array?.data ?? [], Number);
}
