import type { PhaseName } from "../../engine/observed-device.ts";
import type { PhaseReading, PhaseReadings } from "../../engine/phase-reader.ts";

/** Milliseconds for which a phase is shown: fast enough to be seen as alternating, slow enough to read. */
const SHOWN_FOR = 900;

/** Shows the phases of a sample one after the other, and takes newer readings only when it begins again. */
export class PhaseCycle {
  /** What is on show; undefined before the first reading. */
  readings = $state.raw<PhaseReadings>();
  private position = $state(0);
  /** What was asked for while there was no reading. */
  private wanted = $state<PhaseName>("free");
  private next: PhaseReadings | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;

  /** The phase on show. */
  readonly current: PhaseReading | undefined = $derived(this.readings?.phases[this.position]);
  /** Its name, also before the first reading. */
  readonly phase: PhaseName = $derived(this.current?.phase ?? this.wanted);
  /** The free phase of the same sample. */
  readonly free: PhaseReading | undefined = $derived(this.readings?.phases[0]);

  /** Takes new readings; a single step is shown from its free phase on. */
  offer(readings: PhaseReadings | undefined): void {
    this.next = readings;
    if (!readings || !this.readings || !this.timer) this.begin();
  }

  /** Alternates while it is wanted, and ends on the free phase. */
  play(isWanted: boolean): void {
    if (isWanted && !this.timer) this.timer = setInterval(() => this.advance(), SHOWN_FOR);
    if (isWanted || !this.timer) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Shows one phase, chosen by hand. */
  show(phase: PhaseName): void {
    const position = this.readings?.phases.findIndex((reading) => reading.phase === phase) ?? -1;
    if (position >= 0) this.position = position;
    else this.wanted = phase;
  }

  private advance(): void {
    const count = this.readings?.phases.length ?? 0;
    if (this.position + 1 < count) this.position++;
    else this.begin();
  }

  private begin(): void {
    this.readings = this.next;
    this.position = 0;
  }
}
