// Writes experiment.schema.json from the zod schema: node scripts/write-json-schema.ts
import { writeFileSync } from "node:fs";
import { experimentJsonSchema } from "../src/experiments/json-schema.ts";

const target = new URL("../experiment.schema.json", import.meta.url);
writeFileSync(target, `${JSON.stringify(experimentJsonSchema(), null, 2)}\n`);
