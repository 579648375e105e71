import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { qep, qepJson, scratch, startQep } from "../support/cli.ts";

describe("qep reproduce", () => {
  test("lists what there is", async () => {
    const ids = ((await qepJson(["reproduce", "--list"])) as { id: string }[]).map(({ id }) => id);
    expect(ids).toContain("phase-exploration");
    const { stdout } = await qep(["reproduce", "--list"]);
    for (const id of ids) expect(stdout).toContain(id);
  });

  test.each([
    [["nothing"], /nothing to reproduce named "nothing"; expected all or one of .*phase-exploration/],
    [["phase-exploration", "--reference", "/nowhere"], /--reference \/nowhere: .*there is no such folder/],
    [["phase-exploration", "--reference", "."], /it has neither/],
    [["phase-exploration", "--runs", "0"], /--runs.*0/],
    [["phase-exploration", "--runs", "many"], /--runs.*many/],
    [
      ["phase-exploration", "--out", "file"],
      /--out file: no directory can be made there .*; choose another --out/,
    ],
    [["phase-exploration", "--out", "file/below"], /--out file\/below: no directory can be made there/],
  ])("refuses %j", async (args, message) => {
    const { status, stderr } = await qep(["reproduce", ...args], { cwd: scratch({ file: "" }) });
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });

  test("refuses a second process in the same place, which may take over once the first is dead", async () => {
    const cwd = scratch();
    const args = ["reproduce", "chain-exploration", "--quick", "--workers", "1", "--out", "here"];
    // Stopped where it is, so that it still has the place however fast it would have been.
    const first = startQep(args, { cwd });
    await first.saw("5 atoms");
    first.child.kill("SIGSTOP");
    const second = await qep(args, { cwd });
    expect(second.stderr).toMatch(
      new RegExp(
        `here/chain-exploration is in use by process ${first.child.pid}; wait until it ends or stop it`,
      ),
    );
    expect(second.status).toBe(2);
    first.child.kill("SIGKILL");
    await first.done;
    expect(await qepJson(args, { cwd })).toMatchObject([{ id: "chain-exploration", verdict: "agrees" }]);
  });

  test("writes data, figures and reports, says that nothing was compared, and computes nothing twice", async () => {
    const cwd = scratch();
    const args = ["reproduce", "phase-exploration", "--quick", "--out", "here"];
    const { status, stdout, stderr } = await qep(args, { cwd });
    expect(stderr).toContain("give --reference DIR or set QEP_REFERENCE");
    expect(status).toBe(0);
    expect(stdout).toContain("phase-exploration: not compared");
    const at = (name: string) => join(cwd, "here/phase-exploration", name);
    for (const name of ["data/map.npz", "figures/map.svg", "figures/map.png", "report.html", "report.md"]) {
      expect(statSync(at(name)).size).toBeGreaterThan(500);
    }
    expect(readFileSync(at("report.md"), "utf8")).toContain(
      "qep reproduce phase-exploration --quick --out DIR",
    );
    const written = statSync(at("data/map.npz")).mtimeMs;
    const again = (await qepJson(args, { cwd })) as { id: string; verdict: string }[];
    expect(again).toMatchObject([{ id: "phase-exploration", verdict: "not compared" }]);
    expect(statSync(at("data/map.npz")).mtimeMs).toBe(written);
  });
});
