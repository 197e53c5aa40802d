import { VerifierError } from '../errors.js';
import { equalBytes } from '../format/bytes.js';

const databaseName = 'yinzhao-verifier';
const tableName = 'states';

/** States as bytes, by name. */
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

export async function openDatabase(): Promise<Database> {
  const database = await connect();
  // Whoever deletes the database or brings a newer version need not wait for this page.
  database.onversionchange = () => {
    database.close();
  };
  return {
    read: (name) => {
      const table = database.transaction(tableName).objectStore(tableName);
      return answerOf(table.get(name)).then(toBytes);
    },
    replace: (name, expected, bytes) => replace(database, name, expected, bytes),
    close: () => {
      database.close();
    },
  };
}

function connect(): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(tableName);
  };
  return answerOf(request);
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
