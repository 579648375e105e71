import type { Page } from "playwright-core";
import type { StudioPage } from "./studio-page.ts";

/** Chooses a file in "Make your own", as a visitor does. */
export async function chooseFile(page: Page, name: string, content: string | Buffer): Promise<void> {
  const file = { name, mimeType: "text/plain", buffer: Buffer.from(content) };
  await page.locator("input[type=file]").first().setInputFiles(file);
}

/** Opens "Make your own" with an experiment in it, `qubit.yaml` by name. */
export async function openOwn({ page, url }: StudioPage, text: string): Promise<void> {
  await page.goto(`${url}#/make`);
  await chooseFile(page, "qubit.yaml", text);
  // What the page says before is about the experiment that it comes with.
  await page.getByText("Opened qubit.yaml").waitFor();
}
