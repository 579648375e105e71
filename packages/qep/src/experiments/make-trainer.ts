import type { Device } from "../propagation/device.ts";
import { Trainer } from "../training/trainer.ts";
import { batchOf, type Experiment, objectiveOf, trainingOf } from "./build-experiment.ts";
import { measuredDevice } from "./build-measurement.ts";

/**
 * The trainer of an experiment at its start.
 *
 * @param clock seconds of the laboratory's clock to begin at; default: what the device's clock says
 * @throws QepError where the experiment does not say how to train
 */
export function makeTrainer(experiment: Experiment, device: Device, clock?: number): Trainer {
  const { config, restart } = experiment;
  const { loss, gradient } = objectiveOf(experiment);
  const { optimizer, schedule, clip, earlyStopping } = trainingOf(experiment);
  return new Trainer({
    device: measuredDevice(device, experiment, gradient),
    loss,
    gradient,
    optimizer,
    ...(schedule ? { schedule } : {}),
    ...(clip === undefined ? {} : { clip }),
    ...(earlyStopping ? { earlyStopping } : {}),
    variables: experiment.variables,
    batch: (step) => batchOf(experiment, step),
    stream: restart === undefined ? [config.seed] : [config.seed, "restart", restart],
    ...(clock === undefined ? {} : { clock }),
  });
}
