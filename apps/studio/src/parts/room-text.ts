import type { StorageRoom } from "../engine/storage-room.ts";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** For instance "9.8 MB of 10 MB are used". */
export function roomText({ used, granted }: StorageRoom): string {
  return `${bytesText(used)} of ${bytesText(granted)} are used`;
}

function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const format = { style: "unit", unit: UNITS[power] ?? "byte", maximumSignificantDigits: 2 } as const;
  return new Intl.NumberFormat("en", format).format(bytes / 1000 ** power);
}
