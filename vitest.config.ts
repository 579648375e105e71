import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    reporters: ["default", "./packages/qep/test/support/summary-reporter.ts"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/qep/src/**/*.test.ts", "apps/studio/{build,src}/**/*.test.ts"],
          // No test is timed: a busy machine must not fail one.
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: "whole",
          include: ["packages/qep/test/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "studio",
          include: ["apps/studio/test/**/*.spec.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 120_000 } },
          // A browser each: one after the other.
          fileParallelism: false,
        },
      },
    ],
  },
});
