/// <reference types="vite/client" />

/** Version of the library that the studio was built with. */
declare const __QEP_VERSION__: string;

/** H of each model of the library's catalogue; see `build/model-hamiltonians.ts`. */
declare module "virtual:model-hamiltonians" {
  const hamiltonians: Readonly<Record<string, import("./parts/tex.ts").TypesetFormula>>;
  export default hamiltonians;
}
