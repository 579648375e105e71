import type { DiagramBoundary } from "qep";
import type { BoundariesRequest } from "../../engine/map-points.ts";
import { ComputeClient, ComputeError } from "../../session/compute-client.ts";

/** What a map is of, and in which order it is computed. */
export interface MapPlan {
  /** YAML or JSON text. */
  readonly experiment: string;
  readonly knobs: readonly string[];
  /** Observables and quantities beside the outputs; may be empty. */
  readonly observables: string;
  /** A value for each knob, one list a point, from coarse to fine. */
  readonly places: readonly (readonly number[])[];
}

/** What is known of a map: a row for each place, `[]` where it could not be computed. */
interface Sheet {
  columns: readonly string[];
  readonly rows: (readonly number[] | undefined)[];
  readonly failures: string[];
}

/** Milliseconds that a request should take, so that the picture grows and a new map need not wait. */
const REQUEST_TIME = 120;
const MOST_POINTS = 64;
/** Milliseconds between two pictures. */
const PICTURE_TIME = 90;
/** Maps that are kept. */
const MOST_SHEETS = 24;
/** Workers: two make a map twice as fast, and a walk needs a core as well. */
const WORKERS = Math.max(1, Math.min(4, navigator.hardwareConcurrency - 1));

/** The maps of this visit, so that going back costs nothing. */
const sheets = new Map<string, Sheet>();

/** Numbers over two knobs, computed from coarse to fine by several workers; kept while the page is open. */
export class QuantityMap {
  columns = $state.raw<readonly string[]>([]);
  /** One for each place; undefined until it is known, empty where it could not be computed. */
  rows = $state.raw<readonly (readonly number[] | undefined)[]>([]);
  /** Why some points have no numbers. */
  failures = $state.raw<readonly string[]>([]);
  isBusy = $state(false);
  readonly done = $derived(this.rows.reduce((count, row) => count + (row ? 1 : 0), 0));
  private readonly clients = Array.from({ length: WORKERS }, () => new ComputeClient());
  private plan: MapPlan | undefined;
  private lastPicture = 0;

  /** Computes this map, or goes on with it; another one is left as it is. */
  paint(plan: MapPlan): void {
    this.plan = plan;
    const sheet = sheetOf(plan);
    const missing = plan.places.map((_, index) => index).filter((index) => !sheet.rows[index]);
    this.show(sheet);
    this.isBusy = missing.length > 0;
    const working = this.clients.map((client) => this.work(client, plan, sheet, missing));
    void Promise.all(working).then(() => {
      if (this.plan !== plan) return;
      this.show(sheet);
      this.isBusy = false;
    });
  }

  /** Ends all workers, whatever they compute; what is known stays. */
  stop(): void {
    this.plan = undefined;
    this.isBusy = false;
    for (const client of this.clients) client.close();
  }

  /** Phase boundaries of a complete map; none where the worker was stopped meanwhile. */
  async boundaries(request: BoundariesRequest): Promise<readonly DiagramBoundary[]> {
    const [client] = this.clients;
    return (await client?.compute("mapBoundaries", request).catch(() => undefined)) ?? [];
  }

  private async work(client: ComputeClient, plan: MapPlan, sheet: Sheet, missing: number[]): Promise<void> {
    const { experiment, knobs, observables, places } = plan;
    let count = 1;
    while (this.plan === plan && missing.length > 0) {
      const share = missing.splice(0, count);
      const began = performance.now();
      try {
        const points = share.map((index) => places[index] ?? []);
        const args = { experiment, knobs, observables, places: points };
        const { columns, rows } = await client.compute("mapPoints", args);
        sheet.columns = columns;
        for (const [k, index] of share.entries()) sheet.rows[index] = rows[k];
        const fraction = REQUEST_TIME / Math.max(1, performance.now() - began);
        count = Math.max(1, Math.min(MOST_POINTS, Math.round(share.length * fraction)));
      } catch (error) {
        if (error instanceof ComputeError && error.code === "aborted") return;
        count = 1;
        this.blame(sheet, share, missing, error);
      }
      if (this.plan === plan && performance.now() - this.lastPicture > PICTURE_TIME) this.show(sheet);
    }
  }

  /** One point of several may be at fault: each is tried by itself; one that fails alone has no numbers. */
  private blame(sheet: Sheet, share: readonly number[], missing: number[], error: unknown): void {
    const [only, ...others] = share;
    if (only !== undefined && others.length === 0) {
      sheet.rows[only] = [];
      sheet.failures.push(error instanceof Error ? error.message : String(error));
      // What fails everywhere is not tried everywhere.
      if (sheet.columns.length === 0) missing.length = 0;
      return;
    }
    missing.unshift(...share);
  }

  private show({ columns, rows, failures }: Sheet): void {
    this.columns = columns;
    this.rows = [...rows];
    this.failures = [...failures];
    this.lastPicture = performance.now();
  }
}

/** The sheet of a map, the latest one last; the oldest are forgotten. */
function sheetOf({ experiment, knobs, observables, places }: MapPlan): Sheet {
  const ends = [places[0], places.at(-1), places.length];
  const key = JSON.stringify([experiment, knobs, observables, ends]);
  const sheet = sheets.get(key) ?? {
    columns: [],
    rows: new Array<undefined>(places.length).fill(undefined),
    failures: [],
  };
  sheets.delete(key);
  sheets.set(key, sheet);
  const [oldest] = sheets.keys();
  if (sheets.size > MOST_SHEETS && oldest !== undefined) sheets.delete(oldest);
  return sheet;
}
