import type { BasisCounts } from "../../engine/basis-counts.ts";
import type { LaboratoryReading } from "../../engine/laboratory.ts";
import type { MeasuredString } from "../../engine/string-readings.ts";
import { alikeBases, MOST_CHOSEN } from "./histogram-bars.ts";

/** A string as the basis on show reads it. */
export interface ChosenString extends MeasuredString {
  readonly qubits: readonly number[];
  readonly sign: 1 | -1;
}

/** What of the counts is looked at: an observable, a basis, some of its qubits. */
export class CountsChoice {
  /** Whether whole bitstrings are shown instead of some of the qubits. */
  isWhole = $state(false);
  /** Index into the observables of the reading: outputs, then knobs. */
  private observable = $state(0);
  /** A basis that was pointed at itself, by its name. */
  private basis = $state<string>();
  /** Qubits that were chosen one by one. */
  private own = $state.raw<readonly number[]>();
  private readonly reading: () => LaboratoryReading | undefined;

  constructor(reading: () => LaboratoryReading | undefined) {
    this.reading = reading;
  }

  /** Of the basis on show: the one pointed at, else the one that tells most of the observable. */
  get index(): number {
    const { bases = [], observables = [] } = this.reading() ?? {};
    const own = bases.findIndex(({ basis }) => basis === this.basis);
    return own >= 0 ? own : (observables[this.observable]?.bases[0] ?? 0);
  }

  get counts(): BasisCounts | undefined {
    return this.reading()?.bases[this.index];
  }

  /** The observable on show, where the basis reads some of it. */
  get selected(): number | undefined {
    return this.reading()?.observables[this.observable]?.bases.includes(this.index)
      ? this.observable
      : undefined;
  }

  /** The strings that the basis reads, those of the observable first. */
  get strings(): readonly ChosenString[] {
    const { strings = [], observables = [] } = this.reading() ?? {};
    const places = this.counts?.strings ?? [];
    const first = observables[this.observable]?.strings ?? [];
    const rank = (string: number) => (first.includes(string) ? first.indexOf(string) : first.length);
    return places
      .toSorted((left, right) => rank(left.string) - rank(right.string))
      .flatMap(({ string, qubits, sign }) => {
        const measured = strings[string];
        return measured ? [{ ...measured, qubits, sign }] : [];
      });
  }

  /** Qubits whose outcomes are shown, ascending. */
  get qubits(): readonly number[] {
    const { qubits = 0 } = this.counts ?? {};
    const chosen = this.own?.filter((qubit) => qubit < qubits);
    return chosen && chosen.length > 0 ? chosen : (this.strings[0]?.qubits ?? [0]);
  }

  /** The string of an observable whose value the qubits on show tell, where there is one. */
  get string(): ChosenString | undefined {
    const key = this.qubits.join();
    return this.strings.find(({ qubits }) => qubits.join() === key);
  }

  /** The bases whose counts of these qubits may be added: in them every one is read as in the basis on show. */
  get alike(): readonly BasisCounts[] {
    const { counts } = this;
    return counts ? alikeBases(this.reading()?.bases ?? [], counts, this.qubits) : [];
  }

  /** Shows an observable in the basis that tells most of it. */
  show(observable: number): void {
    this.observable = observable;
    this.basis = undefined;
    this.own = undefined;
    this.isWhole = false;
  }

  showBasis(name: string): void {
    this.basis = name;
    this.own = undefined;
  }

  showQubits(qubits: readonly number[]): void {
    this.own = qubits;
    this.isWhole = false;
  }

  /** Adds a qubit to those on show, or takes it away; one stays, and no more than can be drawn. */
  toggle(qubit: number): void {
    const { qubits } = this;
    const next = qubits.includes(qubit)
      ? qubits.filter((other) => other !== qubit)
      : [...qubits, qubit].toSorted((left, right) => left - right);
    if (next.length >= 1 && next.length <= MOST_CHOSEN) this.own = next;
  }
}
