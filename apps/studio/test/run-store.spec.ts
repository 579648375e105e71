import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { QepError, type RunStore } from "qep";
import type { BrowserRuns } from "qep/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeRunStore, type Place } from "../../../packages/qep/test/support/run-store-contract.ts";
import { chromiumPath, launchChromium } from "./support/chromium.ts";

const DIST = fileURLToPath(new URL("../../../packages/qep/dist", import.meta.url));

const PAGE = `<!doctype html>
<script type="module">
  import { BrowserRuns } from "/platform/browser/browser-runs.js";
  Object.assign(globalThis, { BrowserRuns, runs: await BrowserRuns.open(), stores: [] });
</script>`;

/** What the page holds for these tests. */
interface Held {
  BrowserRuns: typeof BrowserRuns;
  runs: BrowserRuns;
  stores: RunStore[];
}

type Outcome =
  | { readonly result: unknown }
  | { readonly error: Pick<QepError, "code" | "message" | "context"> };

let server: Server;
let browser: Browser;
let page: Page;
let count = 0;

/** A call of a store that lives in the page; bytes cross as lists of numbers. */
async function call(store: number, method: string, args: readonly unknown[]): Promise<unknown> {
  const plain = args.map((value) => (value instanceof Uint8Array ? { bytes: [...value] } : value));
  const outcome = await page.evaluate(
    async ([place, name, values]): Promise<Outcome> => {
      const { stores } = globalThis as unknown as Held;
      const own = stores[place] as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
      const given = values.map((value) =>
        typeof value === "object" && value !== null && "bytes" in value
          ? Uint8Array.from(value.bytes as number[])
          : value,
      );
      try {
        const result = await own[name]?.(...given);
        return { result: result instanceof Uint8Array ? { bytes: [...result] } : result };
      } catch (error) {
        const { code, message, context } = error as QepError;
        return { error: { code, message, context } };
      }
    },
    [store, method, plain] as const,
  );
  if ("error" in outcome)
    throw new QepError(outcome.error.code, outcome.error.message, outcome.error.context);
  const { result } = outcome;
  if (typeof result === "object" && result !== null && "bytes" in result) {
    return Uint8Array.from(result.bytes as number[]);
  }
  return result;
}

async function open(run: string): Promise<RunStore> {
  const place = await page.evaluate(async (name) => {
    const held = globalThis as unknown as Held;
    try {
      return held.stores.push(await held.runs.write(name)) - 1;
    } catch (error) {
      return (error as QepError).code;
    }
  }, run);
  if (typeof place === "string") throw new QepError(place, "refused");
  const method =
    (name: string) =>
    (...args: unknown[]) =>
      call(place, name, args);
  const names = [
    "readText",
    "readBytes",
    "readLines",
    "list",
    "replace",
    "appendLines",
    "cutLines",
    "remove",
    "close",
  ];
  return Object.fromEntries(names.map((name) => [name, method(name)])) as unknown as RunStore;
}

/** Bytes after all others of a file, past the store: as a file from a disk may come. */
async function tear(run: string, name: string, tail: Uint8Array): Promise<void> {
  await page.evaluate(
    async ([owner, file, bytes]) => {
      await new Promise<void>((resolve) => {
        const opening = indexedDB.open("qep-runs");
        opening.onsuccess = () => {
          const writing = opening.result.transaction("pieces", "readwrite");
          writing.objectStore("pieces").put(Uint8Array.from(bytes), [owner, file, 1e9]);
          writing.oncomplete = () => resolve();
        };
      });
    },
    [run, name, [...tail]] as const,
  );
}

describe.skipIf(!chromiumPath)("runs in a browser", () => {
  beforeAll(async () => {
    server = createServer(({ url = "/" }, response) => {
      if (url === "/") response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
      else if (!url.endsWith(".js")) response.writeHead(404).end();
      else response.writeHead(200, { "content-type": "text/javascript" }).end(readFileSync(`${DIST}${url}`));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => "stores" in globalThis);
  });

  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });

  describe("a run store: browser", () => {
    describeRunStore((): Place => {
      const run = `run-${count++}`;
      return { open: () => open(run), tear: (name, tail) => tear(run, name, tail) };
    });
  });

  test("runs are listed apart from each other, taken in as a whole, and removed with all they hold", async () => {
    const told = await page.evaluate(async () => {
      const { BrowserRuns } = globalThis as unknown as Held;
      const runs = await BrowserRuns.open("another");
      const code = (refusal: Promise<unknown>) =>
        refusal.then(
          () => "done",
          (error: QepError) => error.code,
        );
      const files = new Map([
        ["a/b.txt", new Uint8Array([1])],
        ["c", new Uint8Array([2, 3])],
      ]);
      await runs.add("first", files);
      await runs.add("first-2", files);
      const store = await runs.write("first-2");
      await store.appendLines("c", ["x"]);
      const told = {
        runs: await runs.list(),
        files: await runs.read("first-2").list(),
        owned: [...(await runs.owned())],
        again: await code(runs.add("first", files)),
        unsafe: await code(runs.add("../x", files)),
        unsafeFile: await code(runs.add("x", new Map([["../y", new Uint8Array(0)]]))),
        busy: await code(runs.remove("first-2")),
      };
      await store.close();
      await runs.remove("first");
      return { ...told, left: await runs.list(), intact: await runs.read("first-2").list() };
    });
    expect(told).toEqual({
      runs: ["first", "first-2"],
      files: ["a/b.txt", "c"],
      owned: ["first-2"],
      again: "invalid-argument",
      unsafe: "invalid-argument",
      unsafeFile: "invalid-argument",
      busy: "run-locked",
      left: ["first-2"],
      intact: ["a/b.txt", "c"],
    });
  });
});
