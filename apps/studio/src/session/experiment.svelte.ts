import phaseSensor from "../../../../examples/phase-sensor.yaml?raw";
import { withoutSchemaLine } from "./schema-line.ts";

/** The experiment that the studio opens with. */
export const shippedExperiment = withoutSchemaLine(phaseSensor);

/** The experiment that all views work on, as its YAML text. */
class ExperimentText {
  text = $state(shippedExperiment);
}

export const experiment = new ExperimentText();
