import type { SimulatorChannel } from "../../src/devices/worker-client.ts";
import type { Channel, WorkerReply, WorkerRequest } from "../../src/devices/worker-protocol.ts";

/** A line within one thread, for tests of both ends: it copies messages and delivers them later, as threads do. */
export interface MemoryLine {
  readonly owner: SimulatorChannel;
  readonly worker: Channel<WorkerReply, WorkerRequest>;
  /** Every message so far, as it was received. */
  readonly requests: WorkerRequest[];
  readonly replies: WorkerReply[];
  /** Pretends that the worker died. */
  die(error: Error): void;
  readonly isClosed: boolean;
}

export function memoryLine(): MemoryLine {
  const handlers: {
    request?: (message: WorkerRequest) => void;
    reply?: (message: WorkerReply) => void;
    error?: (error: Error) => void;
  } = {};
  const requests: WorkerRequest[] = [];
  const replies: WorkerReply[] = [];
  let isClosed = false;
  const deliver = <Message extends object>(message: Message, receive: (message: Message) => void) => {
    const copy = cloned(message);
    setImmediate(() => {
      if (!isClosed) receive(copy);
    });
  };
  return {
    owner: {
      post: (message) =>
        deliver(message, (request) => {
          requests.push(request);
          handlers.request?.(request);
        }),
      onMessage: (handler) => {
        handlers.reply = handler;
      },
      onError: (handler) => {
        handlers.error = handler;
      },
      close: async () => {
        isClosed = true;
      },
    },
    worker: {
      post: (message) =>
        deliver(message, (reply) => {
          replies.push(reply);
          handlers.reply?.(reply);
        }),
      onMessage: (handler) => {
        handlers.request = handler;
      },
      onError: () => {},
      close: async () => {
        isClosed = true;
      },
    },
    requests,
    replies,
    die: (error) => handlers.error?.(error),
    get isClosed() {
      return isClosed;
    },
  };
}

/** Node's structuredClone refuses compiled modules, which its threads do pass on. */
function cloned<Message extends object>(message: Message): Message {
  const { kernels, ...rest } = message as Message & { kernels?: unknown };
  const copy = structuredClone(rest);
  return (kernels === undefined ? copy : { ...copy, kernels }) as Message;
}
