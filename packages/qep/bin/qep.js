#!/usr/bin/env node
import { existsSync } from "node:fs";

const main = new URL("../dist/cli/main.js", import.meta.url);
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(
    `qep needs Node 24 or newer, this is ${process.versions.node}. ` +
      "In a clone of the repository, start it as `npx qep`, which uses the Node that npm installed.",
  );
  process.exit(2);
}
if (!existsSync(main)) {
  console.error("qep is not built yet. Run `npm run build` in the repository first.");
  process.exit(2);
}
await import(main.href);
