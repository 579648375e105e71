import { QepError } from "../../base/errors.ts";

/** The one object store: pieces of files, under the keys `[run, file, piece]`. */
const PIECES = "pieces";
const VERSION = 1;

/** A file is all of its pieces, one after the other: an append adds one, and a file that is replaced has one. */
type PieceKey = [run: string, file: string, piece: number];

/**
 * Files of runs in IndexedDB. Every change is one transaction: it happens as a whole or not at all, whatever dies, and
 * transactions take effect in the order of the calls.
 */
export class RunDatabase {
  private readonly database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.database = database;
  }

  /** Opens the database of a name, which is made where there is none. */
  static async open(name: string): Promise<RunDatabase> {
    const opening = indexedDB.open(name, VERSION);
    opening.onupgradeneeded = () => opening.result.createObjectStore(PIECES);
    return new RunDatabase(await answer(opening));
  }

  close(): void {
    this.database.close();
  }

  /** Names of all runs, sorted. */
  async runs(): Promise<string[]> {
    return await this.following([]);
  }

  /** Names of the files of a run, sorted. */
  async files(run: string): Promise<string[]> {
    return await this.following([run]);
  }

  /** The bytes of a file, a copy; undefined where there is none. */
  async read(run: string, file: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const pieces: Uint8Array[] = await answer(this.reading().getAll(piecesOf([run, file])));
    if (pieces.length === 0) return undefined;
    const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
    let position = 0;
    for (const piece of pieces) {
      bytes.set(piece, position);
      position += piece.length;
    }
    return bytes;
  }

  /** Writes a whole file; on the disk when this returns, and everything appended before it too. */
  async replace(run: string, file: string, content: Uint8Array): Promise<void> {
    await this.change("strict", (pieces) => putFile(pieces, run, file, content));
  }

  /** Adds bytes at the end of a file. They outlive this page at once, and a power cut after the next replacement. */
  async append(run: string, file: string, content: Uint8Array): Promise<void> {
    await this.change("relaxed", (pieces) => {
      const last = pieces.openKeyCursor(piecesOf([run, file]), "prev");
      last.onsuccess = () => {
        const [, , piece] = (last.result?.key ?? [run, file, -1]) as PieceKey;
        pieces.put(content.slice(), [run, file, piece + 1]);
      };
    });
  }

  /** Writes the files of a run that is not there yet. */
  async add(run: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
    await this.change("strict", (pieces) => {
      for (const [file, content] of files) putFile(pieces, run, file, content);
    });
  }

  /** Removes one file of a run. */
  async removeFile(run: string, file: string): Promise<void> {
    await this.change("strict", (pieces) => pieces.delete(piecesOf([run, file])));
  }

  /** Removes a run with all its files. */
  async remove(run: string): Promise<void> {
    await this.change("strict", (pieces) => pieces.delete(piecesOf([run])));
  }

  private reading(): IDBObjectStore {
    return this.database.transaction(PIECES, "readonly").objectStore(PIECES);
  }

  private change(
    durability: IDBTransactionDurability,
    make: (pieces: IDBObjectStore) => void,
  ): Promise<void> {
    const transaction = this.database.transaction(PIECES, "readwrite", { durability });
    make(transaction.objectStore(PIECES));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(reasonOf(transaction.error));
    });
  }

  /** What stands behind a prefix in the keys, each once; pieces between are skipped, not read. */
  private following(prefix: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    const search = this.reading().openKeyCursor(piecesOf(prefix));
    return new Promise((resolve, reject) => {
      search.onerror = () => reject(search.error);
      search.onsuccess = () => {
        const cursor = search.result;
        if (!cursor) {
          resolve(found);
          return;
        }
        const name = (cursor.key as PieceKey)[prefix.length] as string;
        found.push(name);
        cursor.continue([...prefix, name, []]);
      };
    });
  }
}

/** In the order of keys an array comes after every string and number. */
function piecesOf(prefix: readonly string[]): IDBKeyRange {
  return IDBKeyRange.bound([...prefix], [...prefix, []]);
}

function putFile(pieces: IDBObjectStore, run: string, file: string, content: Uint8Array): void {
  pieces.delete(piecesOf([run, file]));
  // A copy: of a view the whole buffer below it would be stored.
  pieces.put(content.slice(), [run, file, 0]);
}

/** A full storage in words; everything else as it is. */
function reasonOf(error: DOMException | null): unknown {
  if (error?.name !== "QuotaExceededError") return error;
  return new QepError(
    "out-of-memory",
    "the storage that this browser gives to this page is full; what was kept before is whole. Export and delete runs, then " +
      "resume this one.",
    {},
    { cause: error },
  );
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
