import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, launchChromium, PATIENCE } from "./support/chromium.ts";
import { trainSmallRun } from "./support/small-runs.ts";

const QEP = fileURLToPath(new URL("../../../packages/qep/bin/qep.js", import.meta.url));

let folder: string;
let qep: ChildProcess;
let url: string;

/** `qep studio` over a folder with one run, one link out of it, and one file that is no run's. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "qep-served-"));
  const run = join(folder, "runs", "local");
  mkdirSync(run, { recursive: true });
  for (const [name, bytes] of (await trainSmallRun({ name: "local", batches: 5 })).files) {
    writeFileSync(join(run, name), bytes);
  }
  writeFileSync(join(folder, "secret.txt"), "secret");
  writeFileSync(join(folder, "runs", "notes.txt"), "notes");
  symlinkSync(join(folder, "secret.txt"), join(run, "link.txt"));
  qep = spawn(process.execPath, [QEP, "studio", "--port", "0", "--runs", join(folder, "runs")]);
  url = await new Promise((resolve, reject) => {
    qep.stdout?.once("data", (text: Buffer) => resolve(text.toString().trim()));
    qep.once("exit", (status) => reject(new Error(`qep studio ended with ${status}`)));
  });
});

afterAll(() => {
  qep.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

interface Asked {
  readonly host?: string;
  readonly method?: string;
}

/** The path as it is given: `fetch` would tidy it up first. */
function ask(path: string, { host, method = "GET" }: Asked = {}) {
  const { hostname, port } = new URL(url);
  const headers = { host: host ?? `${hostname}:${port}` };
  return new Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> }>((resolve) => {
    request({ hostname, port, path, method, headers }, (response) => {
      let body = "";
      response.on("data", (part: Buffer) => {
        body += part.toString();
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body, headers: response.headers }),
      );
    }).end();
  });
}

describe("qep studio", () => {
  test("serves page and runs with the page's own policy, isolated for shared memory", async () => {
    const page = await ask("/");
    expect(page.status).toBe(200);
    const [, written = ""] = /Content-Security-Policy" content="([^"]+)"/.exec(page.body) ?? [];
    const policy = written.replaceAll("&#39;", "'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(page.headers).toMatchObject({
      "content-security-policy": policy,
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    const runs = JSON.parse((await ask("/api/runs")).body) as unknown[];
    expect(runs).toEqual([{ run: "local", summary: expect.objectContaining({ run: "local", steps: 5 }) }]);
    const history = readFileSync(join(folder, "runs", "local", "history.jsonl"), "utf8");
    expect((await ask("/api/runs/local/history.jsonl")).body).toBe(history);
  });

  test.each([
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/api/runs/../secret.txt",
    "/api/runs/..",
    "/api/runs/local/../../../secret.txt",
    "/api/runs/local/..%2f..%2f..%2fsecret.txt",
    "/api/runs/local/link.txt",
    "/api/runs/notes.txt",
    "/api/runs/local/",
    "/api/runs//etc/passwd",
  ])("lets nothing else be read: %s", async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  test("answers only to its own name, and only to be read", async () => {
    expect((await ask("/api/runs", { host: "evil.example:80" })).status).toBe(403);
    expect((await ask("/", { host: "evil.example" })).status).toBe(403);
    expect((await ask("/api/runs", { host: `localhost:${new URL(url).port}` })).status).toBe(200);
    expect((await ask("/api/runs/local", { method: "DELETE" })).status).toBe(405);
    expect((await ask("/%")).status).toBe(400);
  });

  test.skipIf(!chromiumPath)("its page copies a run of the disk, and has shared memory", async () => {
    const browser = await launchChromium();
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(`${url}#/runs`);
    await page.getByRole("button", { name: "Open local" }).click();
    await page
      .getByRole("listitem")
      .filter({ has: page.getByLabel("Compare local") })
      .waitFor();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(complaints).toEqual([]);
    await browser.close();
  });

  test("a taken port is refused; Ctrl-C ends it", async () => {
    const { port } = new URL(url);
    const second = spawn(process.execPath, [QEP, "studio", "--port", port]);
    let said = "";
    second.stderr.on("data", (text: Buffer) => {
      said += text.toString();
    });
    // Not at its exit: what it said may still be on its way then.
    expect(await new Promise((resolve) => second.once("close", resolve))).toBe(2);
    expect(said).toContain(`port ${port} is taken by another program; choose another by --port`);
    const ended = new Promise((resolve) => qep.once("exit", resolve));
    qep.kill("SIGINT");
    expect(await ended).toBe(0);
  });
});
