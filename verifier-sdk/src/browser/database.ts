import { VerifierError } from '../errors.js';
import { equalBytes } from '../format/bytes.js';

const databaseName = 'yinzhao-verifier';
const tableName = 'states';

/** States as bytes, by name. Whatever the browser refuses is VerifierError STATE_UNAVAILABLE, with its own as the cause. */
export interface Database {
  readonly read: (name: string) => Promise<Uint8Array | null>;
  /**
   * Resolves once the bytes are on disk, as far as the browser says so. They are written only where `expected` still
   * stands: whoever has come by without the lock is not overwritten.
   * @throws VerifierError STATE_LOCKED
   */
  readonly replace: (name: string, expected: Uint8Array | null, bytes: Uint8Array) => Promise<void>;
  readonly close: () => void;
}

/**
 * @param wait - milliseconds; another page can keep the database from opening
 * @throws VerifierError STATE_LOCKED, STATE_UNAVAILABLE
 */
export async function openDatabase(wait: number): Promise<Database> {
  const database = await known(() => connect(wait));
  // Whoever deletes the database or brings a newer version need not wait for this page.
  database.onversionchange = () => {
    database.close();
  };
  return {
    read: (name) =>
      known(async () => {
        const table = database.transaction(tableName).objectStore(tableName);
        return toBytes(await answerOf(table.get(name)));
      }),
    replace: (name, expected, bytes) => known(() => replace(database, name, expected, bytes)),
    close: () => {
      database.close();
    },
  };
}

/** Full, forbidden, deleted, of another make: whatever it is, no state was read or written. */
async function known<T>(deed: () => Promise<T>): Promise<T> {
  try {
    return await deed();
  } catch (error) {
    if (error instanceof VerifierError) throw error;
    const { name, message } = error as Error;
    throw new VerifierError('STATE_UNAVAILABLE', `${name}: ${message}`, { cause: error });
  }
}

function connect(wait: number): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(tableName);
  };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // Should it open after all, it stands in nobody's way.
      request.onsuccess = () => {
        request.result.close();
      };
      reject(new VerifierError('STATE_LOCKED', 'another page holds the database'));
    }, wait);
    answerOf(request)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
      });
  });
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('the database gave no reason'));
    };
  });
}

function toBytes(value: unknown): Uint8Array | null {
  if (value === undefined) return null;
  if (value instanceof Uint8Array) return value;
  throw new VerifierError('STATE_FILE_MALFORMED', 'not bytes');
}

function replace(
  database: IDBDatabase,
  name: string,
  expected: Uint8Array | null,
  bytes: Uint8Array,
): Promise<void> {
  const transaction = database.transaction(tableName, 'readwrite', { durability: 'strict' });
  const table = transaction.objectStore(tableName);
  const read: IDBRequest<unknown> = table.get(name);
  let isOurs = true;
  read.onsuccess = () => {
    const found = read.result instanceof Uint8Array ? read.result : null;
    isOurs = found && expected ? equalBytes(found, expected) : found === expected;
    if (isOurs) table.put(bytes, name);
    else transaction.abort();
  };
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = () => {
      reject(
        isOurs
          ? (transaction.error ?? new Error('the database gave no reason'))
          : new VerifierError('STATE_LOCKED', `another page has written the state: ${name}`),
      );
    };
  });
}
