/** One supervised sample: an operating point and what the outputs should be there. */
export interface LabelledSample {
  /** x, length K, in the order of the system's inputs. */
  readonly inputs: Float64Array;
  /** t, length J, in the order of the system's outputs. */
  readonly target: Float64Array;
}

/**
 * The target that is 1 for one class and 0 for all others.
 *
 * @param label index of the class, 0 … classes − 1
 * @param classes number of classes J
 */
export function oneHot(label: number, classes: number): Float64Array {
  const target = new Float64Array(classes);
  target[label] = 1;
  return target;
}
