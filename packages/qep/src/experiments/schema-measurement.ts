import * as z from "zod";
import { count, flips, fraction, wording } from "./schema-parts.ts";

const exact = z.strictObject({
  kind: z.literal("exact").meta({ description: "exact: expectation values without noise." }),
});

const gaussian = z.strictObject({
  kind: z.literal("gaussian").meta({
    description: "gaussian: independent normal noise of variance Var/shots on every trained observable.",
  }),
  shots: count().meta({
    description: "Shots for each trained observable and nudged phase.",
    examples: [10],
  }),
});

const phaseShots = z.strictObject({
  free: count().meta({
    description: "Shots of the free phase, which gives the error signal.",
    examples: [500],
  }),
  nudged: count().meta({ description: "Shots of each sign of the nudge.", examples: [1000] }),
  probe: count(0)
    .exactOptional()
    .meta({
      description:
        "Shots of each sign of the nudges that probe how noise of the error signal moves the gradient, for its " +
        "standard errors alone. Default: an eighth of nudged, at least 64; 0 for none.",
      examples: [0],
    }),
});

/** Readout errors as somebody knows them. */
const readoutRates = z
  .strictObject({ p01: flips("a qubit in 0 is read as 1"), p10: flips("a qubit in 1 is read as 0") })
  .meta({ description: "Readout errors as they are known." });

const bits = () =>
  z
    .string()
    .regex(/^[01]+$/)
    .register(wording, { expects: 'a 0 or 1 for each qubit, qubit 0 first, such as "00"' });

/** Counts of known states. */
const readoutCalibration = z
  .strictObject({
    calibration: z.record(bits(), z.record(bits(), count(0))).meta({
      description:
        "Counts of states that were prepared in 0 and 1, outcome by outcome: every qubit in 0 once and in 1 once. Their " +
        "standard errors enter those of the gradients.",
      examples: [{ "00": { "00": 980, "01": 20 }, "11": { "11": 950, "01": 50 } }],
    }),
  })
  .meta({ description: "Readout errors from counts of known states." });

const counts = z.strictObject({
  kind: z.literal("counts").meta({
    description:
      "counts: prepare, read all qubits in a basis, count the bitstrings; outputs and error signal are measured too.",
  }),
  shots: z
    .union([count(), phaseShots])
    .register(wording, { expects: "a whole number of at least 1, or { free, nudged }" })
    .exactOptional()
    .meta({
      description:
        "Prepared and read states of each phase: one number for all, or { free, nudged }. Needed, but not with the gradient " +
        "method auto, which chooses them.",
      examples: [1000, { free: 500, nudged: 1000 }],
    }),
  grouping: z
    .enum(["qubit-wise", "commuting", "shadows"])
    .default("qubit-wise")
    .meta({
      description:
        "Which Pauli strings are read together. qubit-wise: those that agree on every qubit; commuting: all that " +
        "commute, after a Clifford circuit; shadows: random bases. Default: qubit-wise.",
    }),
  allocation: z
    .enum(["variance", "uniform"])
    .default("variance")
    .meta({ description: "How shots are divided over bases: by variance, or evenly. Default: variance." }),
  pilot: fraction()
    .default(0)
    .meta({
      description:
        "Fraction of the shots after which the rest is divided by what was measured. Default: 0, none.",
      examples: [0.2],
    }),
  order: z
    .enum(["sequential", "interleaved"])
    .default("sequential")
    .meta({
      description:
        "sequential: one setting after the other; interleaved: in turns, so that a drift hits all alike. " +
        "Default: sequential.",
    }),
  readout: z
    .union([z.enum(["inverted", "raw"]), readoutRates, readoutCalibration])
    .register(wording, { expects: "inverted, raw, { p01, p10 } or { calibration }" })
    .default("inverted")
    .meta({
      description:
        "inverted: the readout errors that the platform declares are undone, at the price of variance; raw: counts are " +
        "taken as they are; or what was measured of the errors that are undone. Default: inverted.",
      examples: ["inverted", { p01: 0.01, p10: 0.03 }],
    }),
  chunks: count()
    .exactOptional()
    .meta({ description: "Turns of an interleaved order. Default: 4.", examples: [4] }),
});

/** Schema of `measurement`: how expectation values are read. */
export const measurementSchema = z
  .discriminatedUnion("kind", [exact, gaussian, counts])
  .default({ kind: "exact" })
  .meta({
    description: "How expectation values are read. Default: exactly.",
    examples: [
      { kind: "counts", shots: 1000 },
      { kind: "gaussian", shots: 10 },
    ],
  });

/** A resolved `measurement`. */
export type MeasurementConfig = z.output<typeof measurementSchema>;
