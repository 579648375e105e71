import type { Page } from "playwright-core";

/** Trains what is open, as soon as it can be trained. */
export async function train(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Train" }).click();
}

/** Steps done, as the page says. */
export async function stepOf(page: Page): Promise<number> {
  return Number(await page.getByTestId("step").textContent());
}

/** Waits until at least so many steps are done. */
export async function steps(page: Page, least: number): Promise<void> {
  await page.waitForFunction(
    (count) => Number(document.querySelector("[data-testid=step]")?.textContent) >= count,
    least,
  );
}
