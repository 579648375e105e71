import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { QepError } from "../base/errors.ts";
import type { LocalRuns } from "./local-runs.ts";
import type { StudioFiles } from "./studio-files.ts";

/** Only programs of this machine reach it. */
const ADDRESS = "127.0.0.1";

/** A studio that is being served. */
export interface StudioServer {
  readonly url: string;
  close(): Promise<void>;
}

/** What is answered: a status, and a body with its type. */
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

/**
 * Serves the studio and the runs of this machine, to this machine only, for reading only.
 *
 * @param port 0 for any free one
 * @throws QepError invalid-argument where the port is taken
 */
export async function serveStudio(studio: StudioFiles, runs: LocalRuns, port: number): Promise<StudioServer> {
  const server = createServer((request, response) => {
    answerTo(request, studio, runs, (server.address() as AddressInfo).port).then(
      (answer) => send(response, answer, studio.policy),
      () => send(response, textAnswer(500, "the run could not be read"), studio.policy),
    );
  });
  await listen(server, port);
  return {
    url: `http://${ADDRESS}:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerTo(
  { method, headers, url = "/" }: IncomingMessage,
  { files }: StudioFiles,
  runs: LocalRuns,
  port: number,
): Promise<Answer> {
  // A page of another site whose name was made to lead here would come with that name.
  if (headers.host !== `${ADDRESS}:${port}` && headers.host !== `localhost:${port}`) {
    return textAnswer(403, "this server answers to 127.0.0.1 and localhost only");
  }
  if (method !== "GET" && method !== "HEAD") return textAnswer(405, "only GET and HEAD are answered");
  const path = decodedPath(url);
  if (path === undefined) return textAnswer(400, "the address cannot be read");
  if (path === "api/runs" || path.startsWith("api/runs/"))
    return await runAnswer(path.split("/").slice(2), runs);
  const file = files.get(path);
  return file
    ? { status: 200, type: file.type, body: file.content }
    : textAnswer(404, "there is no such page");
}

/** `api/runs`, `api/runs/NAME`, `api/runs/NAME/FILE`. */
async function runAnswer([run, ...file]: readonly string[], runs: LocalRuns): Promise<Answer> {
  if (run === undefined) return jsonAnswer(await runs.list());
  if (file.length === 0) {
    const names = await runs.files(run);
    return names ? jsonAnswer(names) : textAnswer(404, "there is no such run");
  }
  const body = await runs.file(run, file.join("/"));
  if (!body) return textAnswer(404, "there is no such file");
  return { status: 200, type: "application/octet-stream", body };
}

/** The path without its leading slash and its query; undefined where it is no address. */
function decodedPath(url: string): string | undefined {
  try {
    return decodeURIComponent(url.replace(/[?#].*$/, "")).replace(/^\//, "");
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, type, body }: Answer, policy: string): void {
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-cache",
    // Reaches into workers, as the policy in the page does not.
    "content-security-policy": policy,
    // Together they isolate the page, which is what shared memory needs.
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}

function jsonAnswer(value: unknown): Answer {
  return { status: 200, type: "application/json", body: JSON.stringify(value) };
}

function textAnswer(status: number, text: string): Answer {
  return { status, type: "text/plain; charset=utf-8", body: `${text}\n` };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", ({ code, message }: NodeJS.ErrnoException) => {
      const reason = code === "EADDRINUSE" ? "is taken by another program" : `cannot be used (${message})`;
      reject(
        new QepError(
          "invalid-argument",
          `port ${port} ${reason}; choose another by --port, or any free one by --port 0`,
          {
            port,
          },
        ),
      );
    });
    server.listen(port, ADDRESS, resolve);
  });
}
