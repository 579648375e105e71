/**
 * How an optimiser turns gradients into steps, with all it remembers between them.
 *
 * A rule uses only + − × ÷ and √, which round alike on every host, and keeps powers such as β₁ᵗ as running products.
 */
export interface UpdateRule {
  /** Changes in place; whatever is not in here is forgotten between steps. Free of −0, which JSON writes as 0. */
  readonly memory: RuleMemory;
  /** Updates the memory and the parameters in place from a finite gradient. */
  update(parameters: Float64Array, gradient: Float64Array, conditions: StepConditions): void;
  /** The last parameters that proved good, of a rule whose steps are trials; undefined where it is not on trial. */
  readonly settled?: () => Float64Array | undefined;
}

/** What a step depends on beside the gradient. */
export interface StepConditions {
  /** Factor of the learning rate in this step, by a schedule; above 0. */
  readonly scale: number;
  /** The function at the parameters, for rules that search along a line; undefined where it was not told. */
  readonly value: number | undefined;
  /**
   * ∂⟨B⟩/∂θ, one row of length P for each output, operating point and sample, divided by the root of the number of
   * samples; for rules that measure distance in the outputs. Undefined where it was not measured.
   */
  readonly responses: readonly Float64Array[] | undefined;
}

/** Numbers that a rule carries from step to step, by name. */
export interface RuleMemory {
  readonly scalars: Record<string, number>;
  readonly vectors: Readonly<Record<string, Float64Array>>;
}
