import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { identifyThisProcess, lifeOf } from "./process-identity.ts";

const hasProc = existsSync("/proc/self/stat");

describe("lifeOf", () => {
  test("this process is alive, under every token", async () => {
    const [a, b] = [await identifyThisProcess(), await identifyThisProcess()];
    expect(a).toEqual({ ...b, token: a.token });
    expect(a.token).not.toBe(b.token);
    expect(await lifeOf(a)).toBe("alive");
  });

  test("a process that has ended is dead", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    expect(await lifeOf({ ...(await identifyThisProcess()), pid })).toBe("dead");
  });

  test("a process on another host or in another container is unknown, whatever its pid", async () => {
    const self = await identifyThisProcess();
    expect(await lifeOf({ ...self, host: `${self.host}-2` })).toBe("unknown");
    expect(await lifeOf({ ...self, pidSpace: "pid:[1]" })).toBe("unknown");
  });

  test.runIf(hasProc)(
    "a pid that another process has now is dead, one of unknown start is alive",
    async () => {
      const { startTime, ...self } = await identifyThisProcess();
      expect(startTime).toMatch(/ \d+$/);
      expect(await lifeOf({ ...self, startTime: `${startTime}1` })).toBe("dead");
      expect(await lifeOf(self)).toBe("alive");
    },
  );

  test.runIf(hasProc)("a zombie is dead", async () => {
    // sleep inherits a child that ends, and never asks for its exit status.
    const parent = spawn("sh", ["-c", "sleep 0.1 & echo $!; exec sleep 30"]);
    try {
      const pid = Number(await new Promise((done) => parent.stdout.once("data", done)));
      const stat = () => readFileSync(`/proc/${pid}/stat`, "latin1");
      await expect.poll(stat).toContain(") Z ");
      const self = await identifyThisProcess();
      const boot = (self.startTime as string).split(" ").slice(0, -1);
      const startTime = [...boot, stat().split(" ")[21]].join(" ");
      expect(await lifeOf({ ...self, pid, startTime })).toBe("dead");
    } finally {
      parent.kill("SIGKILL");
    }
  });
});
