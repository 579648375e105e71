import { spawnSync } from "node:child_process";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isQepError } from "../../base/errors.ts";
import { lockDirectory } from "./directory-lock.ts";
import { identifyThisProcess, type ProcessIdentity } from "./process-identity.ts";

vi.mock("node:fs/promises", async (original) => {
  const actual = await original<typeof fs>();
  return { ...actual, link: vi.fn(actual.link) };
});

let directory: string;
beforeEach(async () => {
  directory = await fs.mkdtemp(join(tmpdir(), "qep-lock-"));
});
afterEach(async () => {
  vi.mocked(fs.link).mockReset();
  await fs.rm(directory, { recursive: true });
});

/** What a process that has ended would have left; every call with another token. */
async function deadProcess(): Promise<ProcessIdentity> {
  const { pid } = spawnSync("true");
  return { ...(await identifyThisProcess()), pid };
}

const write = (name: string, identity: unknown) =>
  fs.writeFile(join(directory, name), JSON.stringify(identity));
const files = async () => (await fs.readdir(directory)).sort();
const holder = async () => JSON.parse(await fs.readFile(join(directory, ".lock"), "utf8"));

async function refusal(): Promise<string> {
  const error = await lockDirectory(directory).catch((reason: unknown) => reason);
  if (isQepError(error, "run-locked")) return error.message;
  throw new Error("not refused as locked", { cause: error });
}

describe("a free directory", () => {
  test("is taken, names this process, and is free again after release", async () => {
    const lock = await lockDirectory(directory);
    expect(await files()).toEqual([".lock"]);
    expect(await holder()).toEqual({
      ...(await identifyThisProcess()),
      token: expect.stringMatching(/^[0-9a-f]{24}$/),
    });
    await lock.release();
    expect(await files()).toEqual([]);
  });

  test("a second release does not take away the lock of the next owner", async () => {
    const first = await lockDirectory(directory);
    await first.release();
    const second = await lockDirectory(directory);
    await first.release();
    expect(await files()).toEqual([".lock"]);
    await second.release();
  });

  test("release leaves a lock that someone else has put in place of ours", async () => {
    const lock = await lockDirectory(directory);
    await write(".lock", await deadProcess());
    await lock.release();
    expect(await files()).toEqual([".lock"]);
  });
});

describe("a lock that is respected", () => {
  test("of a living process: the message names it and the way out", async () => {
    const lock = await lockDirectory(directory);
    expect(await refusal()).toBe(
      `run directory ${directory} is in use by process ${process.pid} (this process); ` +
        "wait until it ends or stop it, or use another directory",
    );
    await write(".lock", { ...(await identifyThisProcess()), pid: process.ppid, startTime: undefined });
    expect(await refusal()).toContain(`is in use by process ${process.ppid}; wait`);
    await lock.release();
  });

  test("of another host: the message says how to remove it by hand", async () => {
    await write(".lock", { ...(await deadProcess()), host: "elsewhere", pid: 77 });
    expect(await refusal()).toBe(
      `run directory ${directory} is locked by process 77 on host elsewhere (or in a container there), where it ` +
        `cannot be seen from here; if that process has ended, delete ${join(directory, ".lock")} and try again`,
    );
  });

  test.each([
    "",
    "{",
    "7",
    "null",
    '{"pid":1}',
    '{"pid":-1,"host":"a","token":"0"}',
    '{"pid":1,"host":"a","token":"../x"}',
  ])("that names no process: %s", async (text) => {
    await fs.writeFile(join(directory, ".lock"), text);
    expect(await refusal()).toMatch(/has a lock that names no process .*delete that file and try again/);
    expect(await files()).toEqual([".lock"]);
  });
});

describe("a lock whose process is dead", () => {
  test("is taken over and leaves nothing behind", async () => {
    await write(".lock", await deadProcess());
    await lockDirectory(directory);
    expect((await holder()).pid).toBe(process.pid);
    expect(await files()).toEqual([".lock"]);
  });

  test("is taken over also where processes were killed while taking over, one after the other", async () => {
    const [owner, heir, heirOfHeir] = [await deadProcess(), await deadProcess(), await deadProcess()];
    await write(".lock", owner);
    await write(`.lock-after-${owner.token}`, heir);
    await write(`.lock-after-${heir.token}`, heirOfHeir);
    await lockDirectory(directory);
    expect((await holder()).pid).toBe(process.pid);
    expect(await files()).toEqual([".lock"]);
  });

  test("is left alone while a living process takes it over", async () => {
    const owner = await deadProcess();
    await write(".lock", owner);
    await write(`.lock-after-${owner.token}`, {
      ...(await identifyThisProcess()),
      pid: process.ppid,
      startTime: undefined,
    });
    expect(await refusal()).toContain(`in use by process ${process.ppid}`);
    expect(await holder()).toEqual(owner);
  });
});

describe("file systems with habits of their own", () => {
  const failure = (code: string) => Object.assign(new Error(code), { code });

  test.each(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"])(
    "no hard links (%s): still one owner only",
    async (code) => {
      vi.mocked(fs.link).mockRejectedValue(failure(code));
      await write(".lock", await deadProcess());
      const lock = await lockDirectory(directory);
      expect((await holder()).pid).toBe(process.pid);
      expect(await refusal()).toContain("is in use by process");
      await lock.release();
      expect(await files()).toEqual([]);
    },
  );

  test("a link that was made but reported as a failure is ours", async () => {
    vi.mocked(fs.link).mockImplementationOnce(async (from, to) => {
      await fs.copyFile(from, to);
      throw failure("EEXIST");
    });
    const lock = await lockDirectory(directory);
    await lock.release();
    expect(await files()).toEqual([]);
  });

  test("any other failure is reported as it is, and nothing is left behind", async () => {
    vi.mocked(fs.link).mockRejectedValueOnce(failure("EIO"));
    await expect(lockDirectory(directory)).rejects.toThrow("EIO");
    expect(await files()).toEqual([]);
  });

  test("the owner gave the directory back between our two looks: we have it", async () => {
    vi.mocked(fs.link).mockRejectedValueOnce(failure("EEXIST"));
    await lockDirectory(directory);
    expect((await holder()).pid).toBe(process.pid);
  });

  test("another process took over before we held the claim: its lock stays", async () => {
    const [owner, heir] = [
      await deadProcess(),
      { ...(await identifyThisProcess()), pid: process.ppid, startTime: undefined },
    ];
    await write(".lock", owner);
    vi.mocked(fs.link)
      .mockRejectedValueOnce(failure("EEXIST"))
      .mockImplementationOnce(async (from, to) => {
        await write(".lock", heir);
        await fs.copyFile(from, to);
      })
      .mockRejectedValue(failure("EEXIST"));
    expect(await refusal()).toContain(`in use by process ${process.ppid};`);
    expect((await holder()).token).toBe(heir.token);
    expect(await files()).toEqual([".lock"]);
  });
});
