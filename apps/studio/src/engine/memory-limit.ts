/** What one simulation may take in this browser: half of what the machine has, where browsers tell. */
export function memoryLimit(): { readonly memoryLimit?: number } {
  // In GiB, a power of two, 8 at most; Firefox and Safari keep it to themselves.
  const { deviceMemory } = navigator as Navigator & { readonly deviceMemory?: number };
  return deviceMemory === undefined ? {} : { memoryLimit: 2 ** 29 * deviceMemory };
}
