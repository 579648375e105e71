// A simulator thread that dies when the first random stream of its work is named "exit" or "throw".
import { serveSimulator } from "../../src/devices/simulator-worker.ts";
import type { Work } from "../../src/devices/worker-protocol.ts";
import { parentChannel } from "../../src/platform/node/node-channel.ts";

const channel = parentChannel();

serveSimulator({
  ...channel,
  onMessage: (handler) =>
    channel.onMessage((message) => {
      const way = (message as Partial<Work>).settings?.[0]?.stream[0];
      if (way === "exit") process.exit(3);
      if (way === "throw") throw new RangeError("a bug in the worker");
      handler(message);
    }),
});
