import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The installed Chromium: `QEP_CHROMIUM`, or where Linux keeps it; undefined where there is none. */
export const chromiumPath = process.env.QEP_CHROMIUM ?? PLACES.find((path) => existsSync(path));

if (!chromiumPath) {
  process.stderr.write(
    "studio tests are skipped: no Chromium found (apt-get install chromium, or set QEP_CHROMIUM)\n",
  );
}

/** Milliseconds that something on a page may take: a busy machine must not fail a test. */
export const PATIENCE = 120_000;

/** Starts it without a window. */
export async function launchChromium(): Promise<Browser> {
  if (!chromiumPath) throw new Error("no Chromium is installed");
  // Containers have no user namespaces for its sandbox, and little shared memory.
  const args = ["--no-sandbox", "--disable-dev-shm-usage"];
  return await chromium.launch({ executablePath: chromiumPath, args });
}
