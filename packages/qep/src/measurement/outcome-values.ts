import type { BasisReading } from "./basis-reading.ts";
import { invertedReadings, type ReadoutErrors } from "./readout-errors.ts";

/** Writes what one outcome says of every string that a basis determines; `offset` is the outcome's first word. */
export type OutcomeValues = (outcomes: Uint32Array, offset: number, target: Float64Array) => void;

/**
 * The value of each string in an outcome: ±1, or where readout errors are known a number whose mean is that of the string
 * without them.
 */
export function outcomeValues(reading: BasisReading, errors?: ReadoutErrors): OutcomeValues {
  return errors ? correctedValues(reading, errors) : signValues(reading);
}

function signValues({ strings, signs, masks, words }: BasisReading): OutcomeValues {
  return (outcomes, offset, target) => {
    for (let p = 0; p < strings.length; p++) {
      let bits = 0;
      for (let word = 0; word < words; word++) {
        bits ^= (outcomes[offset + word] as number) & (masks[p * words + word] as number);
      }
      target[p] = parity(bits) === 0 ? (signs[p] as number) : -(signs[p] as number);
    }
  };
}

function correctedValues(reading: BasisReading, errors: ReadoutErrors): OutcomeValues {
  const factors = invertedReadings(errors);
  const sites = readSites(reading);
  return (outcomes, offset, target) => {
    for (const [p, own] of sites.entries()) {
      let product = reading.signs[p] as number;
      for (const site of own) product *= factors[2 * site + bitAt(outcomes, offset, site)] as number;
      target[p] = product;
    }
  };
}

/** The qubits whose bits make up each string of a reading. */
export function readSites({ strings, masks, words }: BasisReading): Uint32Array[] {
  return Array.from(strings, (_, p) =>
    Uint32Array.from({ length: 32 * words }, (_, site) => site).filter(
      (site) => bitAt(masks, p * words, site) === 1,
    ),
  );
}

/** Bit `site` of the number that begins at a word. */
export function bitAt(words: Uint32Array, offset: number, site: number): 0 | 1 {
  return (((words[offset + (site >> 5)] as number) >>> (site & 31)) & 1) as 0 | 1;
}

/** 1 where an odd number of bits is set. */
function parity(bits: number): 0 | 1 {
  let folded = bits ^ (bits >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  return ((0x6996 >>> (folded & 15)) & 1) as 0 | 1;
}
