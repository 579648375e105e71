import { hasSimd } from "qep";

/** What the studio needs of a browser and this one does not have, in words for the visitor. */
export function missingFeatures(): readonly string[] {
  return [
    ...(hasSimd() ? [] : ["WebAssembly with SIMD"]),
    ...(hasModuleWorkers() ? [] : ["workers that run modules"]),
    ...(CSS.supports("color", "light-dark(black, white)") ? [] : ["the CSS function light-dark()"]),
  ];
}

/** Whoever knows what a worker's type is for looks at it. */
function hasModuleWorkers(): boolean {
  if (typeof Worker === "undefined") return false;
  let isRead = false;
  const options = {
    get type() {
      isRead = true;
      return "module" as const;
    },
  };
  const empty = URL.createObjectURL(new Blob([], { type: "text/javascript" }));
  new Worker(empty, options).terminate();
  URL.revokeObjectURL(empty);
  return isRead;
}
