import type { IncomingFile } from "../../engine/run-library.ts";

/** Files that were chosen, with their paths where a folder was. */
export async function chosenFiles(files: Iterable<File>): Promise<IncomingFile[]> {
  return await Promise.all([...files].map((file) => incoming(file, file.webkitRelativePath || file.name)));
}

/** Files that were dropped, those of folders with their paths. */
export async function droppedFiles({ items }: DataTransfer): Promise<IncomingFile[]> {
  // All entries at once: after the first wait the browser has forgotten the others.
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  return (await Promise.all(entries.map(filesOf))).flat();
}

async function filesOf(entry: FileSystemEntry): Promise<IncomingFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [await incoming(file, entry.fullPath.replace(/^\//, ""))];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: IncomingFile[] = [];
  // A reader hands out a hundred entries at a time, then none.
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (entries.length === 0) return found;
    found.push(...(await Promise.all(entries.map(filesOf))).flat());
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

async function incoming(file: File, path: string): Promise<IncomingFile> {
  return { path, bytes: new Uint8Array(await file.arrayBuffer()) };
}
