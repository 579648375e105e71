import * as z from "zod";
import { count, finite, wording } from "./schema-parts.ts";

/** Whether a chain is a ring. */
export const boundary = z.enum(["periodic", "open"]).default("periodic").meta({
  description: "Whether the chain closes on itself. Default: periodic.",
});

const planeBoundary = z.enum(["periodic", "open", "cylinder"]).default("periodic").meta({
  description: "A cylinder is open along the columns and closed along the rows. Default: periodic.",
});

/** Places in the plane. */
export const places = z
  .array(z.tuple([finite(), finite()]))
  .min(2)
  .register(wording, { expects: "a list of at least two places [x, y]" });

const site = () => z.int().min(0).register(wording, { expects: "the number of a site, counted from 0" });

const plane = (kind: "square" | "triangular" | "honeycomb", what: string) =>
  z.strictObject({
    kind: z.literal(kind).meta({ description: what }),
    columns: count().meta({ description: "Cells along the first direction.", examples: [4] }),
    rows: count().meta({ description: "Cells along the second direction.", examples: [3] }),
    boundary: planeBoundary,
  });

/** Schema of `lattice`. */
export const latticeSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("chain").meta({ description: "chain: a ring or an open chain." }),
      sites: count(2).meta({ description: "Number of sites.", examples: [8] }),
      boundary,
    }),
    z.strictObject({
      kind: z.literal("ladder").meta({ description: "ladder: two chains joined by rungs." }),
      rungs: count(2).meta({ description: "Number of rungs, of two sites each.", examples: [4] }),
      boundary,
    }),
    plane("square", "square: the square lattice."),
    plane("triangular", "triangular: the triangular lattice."),
    plane("honeycomb", "honeycomb: the honeycomb lattice, two sites a cell."),
    z.strictObject({
      kind: z.literal("graph").meta({ description: "graph: any sites and bonds." }),
      positions: places.meta({
        description: "Where the sites are drawn, [x, y].",
        examples: [
          [
            [0, 0],
            [1, 0],
          ],
        ],
      }),
      bonds: z
        .array(z.tuple([site(), site()]))
        .min(1)
        .register(wording, { expects: "a list of at least one pair of sites" })
        .meta({ description: "Pairs of sites.", examples: [[[0, 1]]] }),
    }),
  ])
  .meta({ description: "The sites and which are neighbours.", examples: [{ kind: "chain", sites: 8 }] });

/** Schema of one instance of quenched disorder. */
export const disorder = z.strictObject({
  seed: z
    .int()
    .min(0)
    .register(wording, { expects: "a whole number of at least 0" })
    .meta({ description: "Names the instance; the seed of the run has no part in it.", examples: [1] }),
  distribution: z.enum(["normal", "plus-minus", "uniform"]).default("normal").meta({
    description: "normal: variance 1; plus-minus: 1 or -1; uniform: from -1 to 1. Default: normal.",
  }),
});
