import phaseSensor from "../../../../examples/phase-sensor.yaml?raw";
import { withoutSchemaLine } from "./schema-line.ts";

/** The experiment that all views work on, as its YAML text. */
class ExperimentText {
  text = $state(withoutSchemaLine(phaseSensor));
}

export const experiment = new ExperimentText();
