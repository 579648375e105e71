/** Numbers between 0 and 1 that look random, made of sums and products: the same on every host. */
export function scatter(index: number): number {
  return ((index * index * 31 + index * 7919 + 104_729) % 1009) / 1009;
}

/** 0, 1, …, length − 1. */
export function count(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** Rises from 0 to 1 over a width about zero. */
export function step(x: number, width: number): number {
  return Math.min(1, Math.max(0, 0.5 + x / width));
}
