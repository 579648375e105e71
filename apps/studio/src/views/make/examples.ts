import { withoutSchemaLine } from "../../session/schema-line.ts";

/** A shipped experiment that needs nothing but itself. */
export interface ShippedExample {
  /** Name of its file, without ending. */
  readonly name: string;
  readonly title: string;
  readonly group: "First steps" | "From the paper";
  readonly text: string;
}

const texts = {
  ...import.meta.glob<string>("../../../../../examples/*.yaml", {
    query: "?raw",
    import: "default",
    eager: true,
  }),
  ...import.meta.glob<string>("../../../../../examples/paper/*.yaml", {
    query: "?raw",
    import: "default",
    eager: true,
  }),
};

/** The shipped experiments that read no other file, those from the paper last. */
export const EXAMPLES: readonly ShippedExample[] = Object.entries(texts)
  .filter(([, text]) => !/^\s+(sampler|file): (file|.*\.(csv|npz))/m.test(text))
  .map(([path, text]): ShippedExample => {
    const name = /([^/]+)\.yaml$/.exec(path)?.[1] ?? path;
    const [, title = name] = /^title: (.+)$/m.exec(text) ?? [];
    const group = path.includes("/paper/") ? "From the paper" : "First steps";
    return { name, title, group, text: withoutSchemaLine(text) };
  })
  .sort((a, b) => a.group.localeCompare(b.group) || a.name.localeCompare(b.name));
