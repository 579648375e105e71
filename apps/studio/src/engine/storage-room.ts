/** How much of the storage that a browser gives to this page is used, in bytes. */
export interface StorageRoom {
  readonly used: number;
  readonly granted: number;
}

/** Undefined where the browser does not say. */
export async function storageRoom(): Promise<StorageRoom | undefined> {
  // Absent on pages that are not from https or localhost.
  const storage: StorageManager | undefined = navigator.storage;
  const { usage, quota } = (await storage?.estimate()) ?? {};
  return usage === undefined || quota === undefined ? undefined : { used: usage, granted: quota };
}
