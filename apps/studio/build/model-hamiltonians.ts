import { MODEL_CATALOGUE } from "qep";
import type { Plugin } from "vite";

const NAME = "virtual:model-hamiltonians";

/** The module `virtual:model-hamiltonians`: H of each model of the library as a formula, for {@link typesetFormulas}. */
export function modelHamiltonians(): Plugin {
  return {
    name: "model-hamiltonians",
    resolveId: { filter: { id: new RegExp(`^${NAME}$`) }, handler: (id) => `\0${id}` },
    load: {
      filter: { id: new RegExp(`^\0${NAME}$`) },
      handler: () => {
        const entries = MODEL_CATALOGUE.map(
          ({ name, hamiltonian }) => `  ${JSON.stringify(name)}: displayTex\`H = ${hamiltonian}\`,\n`,
        );
        return `import { displayTex } from "/src/parts/tex.ts";\nexport default {\n${entries.join("")}};\n`;
      },
    },
  };
}
