import {
  buildExperiment,
  experimentText,
  MODEL_CATALOGUE,
  type ModelReference,
  resolveExperiment,
} from "qep";
import { type SystemGraph, systemGraph } from "./system-graph.ts";

/** A named model as the gallery shows it. Plain data. */
export interface GalleryModel {
  readonly name: string;
  readonly title: string;
  readonly references: readonly ModelReference[];
  /** Names of its couplings: those that stay inputs, and those that its experiment trains. */
  readonly inputs: readonly string[];
  readonly trained: readonly string[];
  readonly qubits: number;
  readonly graph: SystemGraph;
  /** YAML of a small experiment that trains it. */
  readonly experiment: string;
}

/** Every model of the library's catalogue, built. */
export function modelGallery(): GalleryModel[] {
  return MODEL_CATALOGUE.map(({ name, title, references, experiment }) => {
    const built = buildExperiment(resolveExperiment(experiment));
    return {
      name,
      title,
      references,
      inputs: built.system.inputs.map((input) => input.name),
      trained: built.parameterNames,
      qubits: built.system.qubits,
      graph: systemGraph(built),
      experiment: experimentText({ ...experiment }),
    };
  });
}
