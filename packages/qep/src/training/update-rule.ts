/**
 * How an optimiser turns gradients into steps, with all it remembers between them.
 *
 * A rule uses only + − × ÷ and √, which round alike on every host, and keeps powers such as β₁ᵗ as running products.
 */
export interface UpdateRule {
  /** Changes in place; whatever is not in here is forgotten between steps. Free of −0, which JSON writes as 0. */
  readonly memory: RuleMemory;
  /** Updates the memory and the parameters in place from a finite gradient. */
  update(parameters: Float64Array, gradient: Float64Array): void;
}

/** Numbers that a rule carries from step to step, by name. */
export interface RuleMemory {
  readonly scalars: Record<string, number>;
  readonly vectors: Readonly<Record<string, Float64Array>>;
}
