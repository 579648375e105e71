import * as z from "zod";

// zod would compile validators with `new Function`, which the studio's Content-Security-Policy forbids.
z.config({ jitless: true });

/** Words for "expected ..." in error messages, attached to the schemas that a type name alone would not explain. */
export const wording = z.registry<{ readonly expects: string }>();

/** Any finite number. */
export const finite = () => z.number().register(wording, { expects: "a finite number" });

/** A finite number above 0. */
export const positive = () => z.number().positive().register(wording, { expects: "a number above 0" });

/** A finite number of at least 0. */
export const nonNegative = () => z.number().min(0).register(wording, { expects: "a number of at least 0" });

/** A number in [0, 1): the decay rates of optimisers. */
export const fraction = () =>
  z.number().min(0).lt(1).register(wording, { expects: "a number of at least 0 and below 1" });

/** A probability, 0 to 1. */
export const probability = () =>
  z.number().min(0).max(1).register(wording, { expects: "a probability from 0 to 1" });

/** How often bits are read wrongly, for all qubits or one by one. */
export const flips = (meaning: string) =>
  z
    .union([probability(), z.array(probability()).min(1)])
    .register(wording, { expects: "a probability, or a list of them, one for each qubit" })
    .meta({
      description: `Probability that ${meaning}: one for all qubits, or a list.`,
      examples: [0.02, [0.01, 0.02]],
    });

/** A whole number of at least `least`. */
export const count = (least = 1) =>
  z
    .int()
    .min(least)
    .register(wording, { expects: `a whole number of at least ${least}` });

/** Yes or no. */
export const flag = () => z.boolean().register(wording, { expects: "true or false" });

/**
 * The name of an input, parameter or output: it becomes a column of a table, a key of an npz file and a step of a
 * `--set` path, so it must not contain what separates those.
 */
export const name = () =>
  z
    .string()
    // Latin and Greek letters spelt out: \p{L} is unknown to many JSON Schema validators.
    .regex(/^[A-Za-z\u00c0-\u024f\u0370-\u03ff][\w\u00c0-\u024f\u0370-\u03ff\u2080-\u2089-]*$/)
    .register(wording, { expects: "a name (a letter, then letters, digits, _ or -)" });

/** Named numbers: values of inputs, targets of outputs. */
export const namedNumbers = () => z.record(name(), finite());

/** An interval [low, high], low < high. */
export const bounds = () =>
  z
    .tuple([finite(), finite()])
    .refine(([low, high]) => low < high, {
      error: ({ input }) =>
        `expected [low, high] with low < high, given ${JSON.stringify(input)}; put the smaller number first`,
    })
    .register(wording, { expects: "[low, high]: two numbers, the smaller first" });

interface Bounded {
  readonly initial?: unknown;
  readonly bounds?: readonly [number, number];
}

/** True unless a single initial value lies outside its bounds; bounds in the wrong order are reported by themselves. */
export function startsWithinBounds({ initial, bounds }: Bounded): boolean {
  if (typeof initial !== "number" || bounds === undefined || bounds[0] >= bounds[1]) return true;
  return bounds[0] <= initial && initial <= bounds[1];
}

/** Where and how to report what {@link startsWithinBounds} refuses. */
export const outsideBounds = {
  path: ["initial"],
  error: (issue: { readonly input?: unknown }) => {
    const { initial, bounds } = issue.input as Required<Bounded>;
    return `expected a number within the bounds [${bounds.join(", ")}], given ${initial}; change one of them`;
  },
};

/** A smooth map from the number that is trained to the coefficient of an operator. */
export const scalarMap = () =>
  z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z
        .literal("exp")
        .meta({ description: "exp: the coefficient is exp(parameter), always positive." }),
    }),
    z
      .strictObject({
        kind: z.literal("sigmoid").meta({
          description:
            "sigmoid: the coefficient is low + (high - low)/(1 + exp(-parameter)), between low and high.",
        }),
        low: finite().meta({
          description: "Where the coefficient ends for large negative values.",
          examples: [-1],
        }),
        high: finite().meta({ description: "Where it ends for large positive values.", examples: [1] }),
      })
      .refine(({ low, high }) => low < high, {
        path: ["high"],
        error: "expected high above low; put the smaller number into low",
      }),
  ]);
