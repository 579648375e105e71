import phaseSensor from "../../../../examples/phase-sensor.yaml?raw";

/** The experiment that all views work on, as its YAML text. */
class ExperimentText {
  text = $state(phaseSensor);
}

export const experiment = new ExperimentText();
