import * as z from "zod";
import { finite, name, wording } from "./schema-parts.ts";

const column = () => z.string().min(1).register(wording, { expects: "the name of a column" });

const columnMap = z
  .union([
    column().transform((only) => ({ columns: { [only]: 1 }, offset: 0 })),
    z.strictObject({
      columns: z
        .record(column(), finite())
        .default({})
        .meta({ description: "Factor of each column.", examples: [{ x: 0.5 }] }),
      offset: finite().default(0).meta({ description: "Added to their sum. Default: 0." }),
    }),
  ])
  .register(wording, { expects: "the name of a column, or { columns: { NAME: FACTOR }, offset: NUMBER }" });

/** Schema of the sampler `file`: a table of the user's, whose columns become inputs and targets. */
export const dataFileSchema = z.strictObject({
  sampler: z.literal("file").meta({ description: "Draws from the rows of a CSV or npz file." }),
  file: z
    .string()
    .regex(/\.(csv|npz)$/)
    .register(wording, { expects: "a file that ends in .csv (with a header) or .npz" })
    .meta({
      description: "The table: a CSV file with a header, or an npz file with an array for each column.",
      examples: ["two-moons.csv"],
    }),
  columns: z
    .record(column(), z.union([z.array(finite()), z.array(z.string())]))
    .exactOptional()
    .meta({
      description:
        "The content of the file by column, numbers or text; filled in when it is read, and kept with the run.",
    }),
  inputs: z.record(name(), columnMap).meta({
    description: "Each input of the system: a column, or a sum of columns times factors plus an offset.",
    examples: [{ hx: "x", hy: { columns: { y: 0.5 }, offset: 1 } }],
  }),
  scaling: z
    .enum(["none", "standardize", "range"])
    .default("none")
    .meta({
      description:
        "Columns of inputs first: none; standardize: mean 0, deviation 1; range: [-1, 1]; from the training rows. " +
        "Default: none.",
    }),
  labels: column()
    .exactOptional()
    .meta({
      description:
        "Column of classes, by the names of the outputs or as numbers, 0 for the first one: the target of that output " +
        "is 1, of the others 0.",
      examples: ["label"],
    }),
  targets: z
    .record(name(), columnMap)
    .exactOptional()
    .meta({
      description:
        "Instead of labels, the target of each output: a column, or a sum of columns as for inputs.",
      examples: [{ y: "label" }],
    }),
  test: z
    .strictObject({
      fraction: z
        .number()
        .positive()
        .lt(1)
        .register(wording, { expects: "a number above 0 and below 1" })
        .default(0.25)
        .meta({
          description: "Part of the rows that is held back for tests, drawn by the seed. Default: 0.25.",
        }),
    })
    .prefault({})
    .meta({ description: "The test set. Default: a quarter of the rows." }),
});

/** A resolved sampler `file`. */
export type DataFileConfig = z.output<typeof dataFileSchema>;

/** A resolved sum of columns. */
export type ColumnMapConfig = z.output<typeof columnMap>;
