// One direction of imports: a folder of packages/qep/src imports only from folders above it in this list.
const layers = [
  "base",
  "formats",
  "kernels",
  "linalg",
  "operators",
  "models",
  "states",
  "solvers",
  "quantities",
  "measurement",
  "propagation",
  "devices",
  "training",
  "tasks",
  "experiments",
  "plots",
  "reproduction",
  "platform",
  "cli",
];
const folder = (names) => `^packages/qep/src/(${names.join("|")})/`;

const upward = layers.slice(0, -1).map((layer, position) => ({
  name: `${layer}-imports-only-from-above`,
  severity: "error",
  from: { path: folder([layer]) },
  to: { path: folder(layers.slice(position + 1)) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...upward,
    {
      name: "trainer-never-sees-the-state",
      comment: "propagation, training and tasks ask a Device; they never look inside one",
      severity: "error",
      from: { path: folder(["propagation", "training", "tasks"]) },
      to: { path: folder(["kernels", "states", "solvers", "quantities", "devices"]) },
    },
    {
      name: "measurement-knows-nothing-of-states",
      comment:
        "what is asked for, and how estimates are made of counts, is the same for a simulator and a laboratory",
      severity: "error",
      from: { path: folder(["measurement"]) },
      to: { path: folder(["kernels", "states", "solvers", "quantities"]) },
    },
    {
      name: "library-runs-in-browsers",
      comment: "only platform/node and cli know Node",
      severity: "error",
      from: { path: "^packages/qep/src", pathNot: "^packages/qep/src/(platform/node|cli)/|\\.test\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-tests-in-the-library",
      severity: "error",
      from: { path: "^packages/qep/src", pathNot: "\\.test\\.ts$" },
      to: { path: "\\.test\\.ts$|^packages/qep/test" },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "packages/qep/tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "\\.test\\.ts$" },
  },
};
