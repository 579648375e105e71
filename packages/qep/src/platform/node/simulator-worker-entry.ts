// What a simulator thread runs; see startSimulatorThread.
import { serveSimulator } from "../../devices/simulator-worker.ts";
import { parentChannel } from "./node-channel.ts";

serveSimulator(parentChannel());
