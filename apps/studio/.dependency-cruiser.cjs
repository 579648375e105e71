/** The studio knows the library by its public exports only, and its engine knows nothing of the page. */
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "public-exports-only",
      comment:
        "qep, qep/browser, qep/figures and the kernels; nothing else of the package, and nothing of Node",
      severity: "error",
      from: { path: "^apps/studio/src" },
      to: {
        path: "^packages/qep/",
        pathNot:
          "^packages/qep/(dist/(index|platform/browser/index|plots/index)\\.(js|d\\.ts)|wasm/[^/]+\\.wasm)$",
      },
    },
    {
      name: "no-node",
      severity: "error",
      from: { path: "^apps/studio/src" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "engine-runs-in-workers",
      comment: "what runs in a worker knows nothing of the page",
      severity: "error",
      from: { path: "^apps/studio/src/engine" },
      to: { path: "^apps/studio/src/(session|parts|views|style)" },
    },
    {
      name: "session-is-below-views",
      severity: "error",
      from: { path: "^apps/studio/src/session" },
      to: { path: "^apps/studio/src/(parts|views/[^/]+/)" },
    },
    {
      name: "parts-know-no-view",
      severity: "error",
      from: { path: "^apps/studio/src/parts" },
      to: { path: "^apps/studio/src/views/[^/]+/" },
    },
    {
      name: "views-stand-beside-each-other",
      severity: "error",
      from: { path: "^apps/studio/src/views/([^/]+)/" },
      to: { path: "^apps/studio/src/views/[^/]+/", pathNot: "^apps/studio/src/views/$1/" },
    },
    {
      name: "resolvable",
      comment: "or made by a plugin of the build",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^virtual:" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "apps/studio/tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["svelte", "browser", "import", "types", "default"],
      extensions: [".ts", ".js", ".svelte"],
    },
    doNotFollow: { path: "node_modules|^packages/" },
    exclude: { path: "\\.test\\.ts$" },
  },
};
