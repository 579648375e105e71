import type { NamedOperator } from "../models/model.ts";
import { joinMaps, type ParameterMap, type ScalarMap, scalarMaps } from "../models/parameter-map.ts";

/** Parameters that start, are limited and are drawn together, by position among all parameters. */
export interface ParameterGroup {
  readonly name: string;
  readonly indices: readonly number[];
}

/** What a parameter says about itself; it wins over its group. */
export interface OwnSettings {
  readonly initial?: number;
  readonly bounds?: readonly [low: number, high: number];
}

/** A group of parameters with the operators that they are coefficients of, or that a map gives coefficients to. */
export interface ParameterBlock {
  readonly group: string;
  readonly operators: readonly NamedOperator[];
  /** From the parameters to the coefficients; absent where they are the same. */
  readonly map?: ParameterMap;
  /** For each parameter. */
  readonly own: readonly OwnSettings[];
}

/** All parameters of a system. */
export interface ParameterSet {
  readonly operators: readonly NamedOperator[];
  /** Names of the parameters, in order. */
  readonly parameterNames: readonly string[];
  readonly own: readonly OwnSettings[];
  readonly groups: readonly ParameterGroup[];
  /** From the parameters to the coefficients of the operators; absent where they are the same. */
  readonly map?: ParameterMap;
}

/** Parameters that have one operator each. */
export function operatorBlock(
  group: string,
  members: readonly (NamedOperator & { readonly settings?: OwnSettings & { readonly map?: ScalarMap } })[],
): ParameterBlock {
  const maps = members.map(({ settings }) => settings?.map);
  const names = members.map(({ name }) => name);
  return {
    group,
    operators: members.map(({ name, operator }) => ({ name, operator })),
    own: members.map(({ settings }) => settings ?? {}),
    ...(maps.some((map) => map !== undefined) && { map: scalarMaps(names, maps) }),
  };
}

/** The parameters of several blocks, one block after the other. */
export function joinBlocks(blocks: readonly ParameterBlock[]): ParameterSet {
  const names = blocks.map(({ map, operators }) => map?.names ?? operators.map(({ name }) => name));
  let first = 0;
  const groups = blocks.map(({ group }, k): ParameterGroup => {
    const indices = (names[k] as readonly string[]).map((_, index) => first + index);
    first += indices.length;
    return { name: group, indices };
  });
  const isMapped = blocks.some(({ map }) => map !== undefined);
  return {
    operators: blocks.flatMap(({ operators }) => operators),
    parameterNames: names.flat(),
    own: blocks.flatMap(({ own }) => own),
    groups,
    ...(isMapped && {
      map: joinMaps(blocks.map(({ map }, k) => map ?? scalarMaps(names[k] as readonly string[], []))),
    }),
  };
}
