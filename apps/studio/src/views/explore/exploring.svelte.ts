import type { DiagramTable } from "qep";
import type { Explorable } from "../../engine/explorable.ts";
import { LiveTask } from "../../session/live-task.svelte.ts";
import { Walkers } from "../../session/walkers.svelte.ts";
import type { Exploration } from "./explorations.ts";
import { type MapQuantity, mapQuantities, mapScale } from "./map-quantities.ts";
import {
  axisValues,
  type MapPlace,
  type MapRange,
  nearestCell,
  planeCells,
  planePlaces,
  trianglePlaces,
} from "./map-space.ts";
import { QuantityMap } from "./quantity-map.svelte.ts";
import { valuesAt, walkMap } from "./walk-starts.ts";

/** Walkers at once: more are not told apart. */
const MOST_WALKERS = 12;

/** One experiment being explored: what its map shows, and who walks over it. */
export class Exploring {
  readonly exploration: Exploration;
  readonly task = new LiveTask("explorable");
  readonly map = new QuantityMap();
  readonly walkers = new Walkers();
  range = $state.raw<MapRange>({ x: [-2, 2], y: [-2, 2] });
  quantityId = $state("");
  /** A quantity in the visitor's words; shown where `quantityId` is "own". */
  ownQuantity = $state("");
  hasBoundaries = $state(false);
  boundaries = $state.raw<readonly MapPlace[]>([]);
  /** Places that were clicked and wait for those of the other operating points. */
  pending = $state.raw<readonly MapPlace[]>([]);
  /** Where the pointer is. */
  pointed = $state.raw<MapPlace>();
  private chosenKnobs = $state.raw<readonly [string, string]>();

  readonly info: Explorable | undefined = $derived.by(() => this.task.result);
  readonly knobs = $derived.by((): readonly [string, string] | undefined => {
    const [x, y] = this.info?.knobs ?? [];
    return this.chosenKnobs ?? (x && y ? [x.name, y.name] : undefined);
  });
  readonly places = $derived.by(() =>
    this.exploration.isTriangle ? trianglePlaces() : planePlaces(this.range),
  );
  readonly quantities = $derived.by((): readonly MapQuantity[] =>
    this.info && this.knobs ? mapQuantities(this.info, this.knobs) : [],
  );
  readonly quantity = $derived.by((): MapQuantity | undefined => {
    if (this.quantityId !== "own")
      return this.quantities.find(({ id }) => id === this.quantityId) ?? this.quantities[0];
    const column = this.map.columns[this.info?.outputs.length ?? 0] ?? "";
    return { id: "own", label: this.ownQuantity, observables: this.ownQuantity, column };
  });
  /** One number for each place; undefined until it is known, NaN where there is none. */
  readonly values = $derived.by(() => {
    const index = this.map.columns.indexOf(this.quantity?.column ?? "");
    return this.map.rows.map((row) => row && (row[index] ?? Number.NaN));
  });
  readonly scale = $derived.by(() =>
    mapScale(
      this.values.filter((value) => value !== undefined && Number.isFinite(value)) as number[],
      this.quantity?.hasPeaks,
    ),
  );
  readonly isComplete = $derived.by(() => this.map.rows.length > 0 && this.map.done === this.map.rows.length);
  readonly walk = $derived.by(() => this.info && this.knobs && walkMap(this.info, this.knobs));

  constructor(exploration: Exploration) {
    this.exploration = exploration;
    this.range = exploration.range;
    this.chosenKnobs = exploration.knobs;
    this.walkers.open(exploration.text);
    this.task.ask({ experiment: exploration.text });
  }

  /** Draws the map that is asked for, if the experiment can be read. */
  paint(): void {
    const { knobs, quantity, places, exploration } = this;
    if (!knobs || !quantity) return;
    const { observables } = quantity;
    this.map.paint({ experiment: exploration.text, knobs, observables, places });
  }

  chooseKnob(axis: 0 | 1, name: string): void {
    const [x, y] = this.knobs ?? ["", ""];
    // The other axis gives way.
    if (axis === 0) this.chosenKnobs = [name, name === y ? x : y];
    else this.chosenKnobs = [name === x ? y : x, name];
    this.pending = [];
    this.walkers.clear();
  }

  zoom(range: MapRange): void {
    if (range.x[0] < range.x[1] && range.y[0] < range.y[1]) this.range = range;
  }

  /** What the map says at a place: the values of the nearest cell. */
  readAt(place: MapPlace): { readonly place: MapPlace; readonly value: number | undefined } | undefined {
    const cell = nearestCell(this.places, place, this.exploration.isTriangle ? undefined : this.range);
    const nearest = this.places[cell];
    return nearest && { place: nearest, value: this.values[cell] };
  }

  get canDrop(): boolean {
    return this.walk !== undefined && this.walkers.all.length < MOST_WALKERS;
  }

  /** Drops a walker at a place, or one of its operating points, if it has several. */
  drop(place: MapPlace): void {
    const { walk, pending } = this;
    if (!walk || !this.canDrop) return;
    const [first] = walk.points;
    const point = walk.points[pending.length];
    // A knob that all points share stays where the first one has put it.
    const isShared = (axis: 0 | 1) => JSON.stringify(point?.[axis]) === JSON.stringify(first?.[axis]);
    const [begun = place] = pending;
    const own: MapPlace = [isShared(0) ? begun[0] : place[0], isShared(1) ? begun[1] : place[1]];
    const places = [...pending, own];
    if (places.length < walk.points.length) {
      this.pending = places;
      return;
    }
    this.pending = [];
    this.dropAt(places);
  }

  /** @param places one for each operating point */
  dropAt(places: readonly MapPlace[]): void {
    const { walk } = this;
    if (walk && this.canDrop) this.walkers.add(valuesAt(walk, places));
  }

  /** The map as `qep phase-diagram` orders its tables: the first axis inner. */
  table(): DiagramTable {
    const order = this.places.map((_, index) => index);
    if (!this.exploration.isTriangle) {
      const rank = (index: number) => (planeCells[index]?.row ?? 0) * 1e4 + (planeCells[index]?.column ?? 0);
      order.sort((a, b) => rank(a) - rank(b));
    }
    const { columns, rows } = this.map;
    return {
      coordinates: this.knobs ?? [],
      columns,
      rows: order.map((index) => {
        const row = rows[index] ?? [];
        return [...(this.places[index] ?? []), ...columns.map((_, k) => row[k] ?? Number.NaN)];
      }),
    };
  }

  /** Looks for phase boundaries where they are asked for and the map is complete. */
  async mark(): Promise<void> {
    this.boundaries = [];
    const { knobs, range } = this;
    if (!this.hasBoundaries || !this.isComplete || !knobs || this.exploration.isTriangle) return;
    const indicator = this.quantity?.hasPeaks ? "fidelity" : "energy";
    const axes = [
      { name: knobs[0], values: axisValues(range.x) },
      { name: knobs[1], values: axisValues(range.y) },
    ];
    const found = await this.map.boundaries({ table: this.table(), axes, indicator });
    if (this.range === range) this.boundaries = found.map(({ place: [x = 0, y = 0] }) => [x, y] as const);
  }

  close(): void {
    this.task.stop();
    this.map.stop();
    this.walkers.clear();
  }
}
