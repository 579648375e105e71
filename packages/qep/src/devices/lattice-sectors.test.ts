import { describe, expect, test } from "vitest";
import { clusterIsing } from "../models/chains.ts";
import { latticeSymmetries } from "../operators/lattice-symmetries.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { latticeSectors, latticeSectorText, sectorDimension } from "./lattice-sectors.ts";

const ring = (sites: number) =>
  latticeSymmetries(
    clusterIsing({ sites }).inputs.map(({ operator }) => operator),
    sites,
  ) as NonNullable<ReturnType<typeof latticeSymmetries>>;

describe("sectors of a ring", () => {
  test.each([3, 4, 7, 8, 12, 13, 20, 28])("of %d sites add up to 2^N states", (sites) => {
    const symmetries = ring(sites);
    const total = latticeSectors(symmetries, true).reduce(
      (sum, sector) => sum + sector.multiplicity * sectorDimension(sector, symmetries),
      0,
    );
    expect(total).toBe(2 ** sites);
  });

  test("without reflection and complex, every momentum stands for itself", () => {
    const text = "sum(j=0..5, X[j] Y[(j+1)%6] + 0.3 Z[j] X[(j+1)%6])";
    const symmetries = latticeSymmetries([parseOperator(text)], 6) as ReturnType<typeof ring>;
    expect([symmetries.order, symmetries.reflection]).toEqual([6, null]);
    const sectors = latticeSectors(symmetries, false);
    expect(sectors.map(({ momentum }) => momentum).filter((k, i, all) => all.indexOf(k) === i)).toEqual([
      0, 3, 1, 2, 4, 5,
    ]);
    const total = sectors.reduce((sum, sector) => sum + sectorDimension(sector, symmetries), 0);
    expect(total).toBe(64);
  });

  test("have names", () => {
    const symmetries = ring(8);
    const names = latticeSectors(symmetries, true).map((sector) => latticeSectorText(sector, symmetries));
    expect(names).toHaveLength(14);
    expect([names[0], names[7], names[8]]).toEqual(["k=0/8 P=+ F=+", "k=4/8 P=- F=-", "k=1/8 F=+"]);
  });
});
