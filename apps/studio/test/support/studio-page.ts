import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { launchChromium, PATIENCE } from "./chromium.ts";
import { type StaticServer, serveStudio } from "./static-server.ts";

/** A page of the studio, and all that went wrong in it. */
export interface StudioPage {
  readonly page: Page;
  readonly url: string;
  /** Errors, warnings of the console among them: a refusal by the content security policy is one. */
  readonly complaints: readonly string[];
}

/**
 * One server and one browser for the tests of a file; each page has a context of its own, closed after its test.
 *
 * @returns opens a page and waits until it has loaded
 */
export function studioPages(): (options?: BrowserContextOptions) => Promise<StudioPage> {
  let server: StaticServer;
  let browser: Browser;
  let contexts: BrowserContext[] = [];

  beforeAll(async () => {
    server = await serveStudio();
    browser = await launchChromium();
  });

  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  return async (options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    contexts.push(context);
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    await page.goto(server.url);
    return { page, url: server.url, complaints };
  };
}
