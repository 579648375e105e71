/** `node site/check-links.ts FOLDER`: fails where a link of a built site leads nowhere. */
import { brokenLinks } from "./broken-links.ts";

const [folder = "site/dist"] = process.argv.slice(2);
const broken = brokenLinks(folder);
for (const link of broken) console.error(`broken link: ${link}`);
if (broken.length > 0) process.exitCode = 1;
