import { TrainingSession } from "./training.svelte.ts";

/** The training of what the visitor wrote; that of the sensor view goes on beside it, if it does. */
export const ownTraining = new TrainingSession();
