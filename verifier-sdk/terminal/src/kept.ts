import { toHex } from '@yinzhao/verifier/format/bytes';

/**
 * What a window keeps beside the verifier's state, which has a database of its own: the last pack, evidence of forks, and
 * preferences. Nothing of a licence.
 */
export interface Kept {
  /** null where none was kept. */
  readonly pack: () => Promise<Uint8Array | null>;
  readonly keepPack: (pack: Uint8Array) => Promise<void>;
  /** Files of evidence that nobody has put away. */
  readonly evidence: () => Promise<readonly Uint8Array[]>;
  /** Once each, however often it is found again. */
  readonly keepEvidence: (files: readonly Uint8Array[]) => Promise<void>;
  /** It stays, and is not told again. */
  readonly putEvidenceAway: () => Promise<void>;
  readonly preferences: () => Promise<unknown>;
  readonly keepPreferences: (preferences: object) => Promise<void>;
}

const databaseName = 'yinzhao-terminal';
const tableName = 'kept';
const evidenceFrom = 'fork/';
/** Behind every key of evidence: digits and letters come before it. */
const evidenceTo = 'fork/~';

interface KeptEvidence {
  readonly bytes: Uint8Array;
  readonly isAway: boolean;
}

/** @param sm3 - names the files */
export async function openKept(sm3: (bytes: Uint8Array) => Uint8Array): Promise<Kept> {
  const database = await connect();
  const read = (key: string): Promise<unknown> =>
    answerOf(database.transaction(tableName).objectStore(tableName).get(key));
  const write = (change: (table: IDBObjectStore) => void): Promise<void> => {
    const transaction = database.transaction(tableName, 'readwrite', { durability: 'strict' });
    change(transaction.objectStore(tableName));
    return done(transaction);
  };
  return {
    pack: async () => {
      const found = await read('pack');
      return found instanceof Uint8Array ? found : null;
    },
    keepPack: (pack) => write((table) => table.put(pack, 'pack')),
    evidence: async () => {
      const range = IDBKeyRange.bound(evidenceFrom, evidenceTo);
      const table = database.transaction(tableName).objectStore(tableName);
      const all = (await answerOf(table.getAll(range))) as KeptEvidence[];
      return all.filter(({ isAway }) => !isAway).map(({ bytes }) => bytes);
    },
    keepEvidence: (files) =>
      write((table) => {
        for (const bytes of files) {
          const key = `${evidenceFrom}${toHex(sm3(bytes))}`;
          const found = table.getKey(key);
          found.onsuccess = () => {
            if (found.result === undefined) table.put({ bytes, isAway: false }, key);
          };
        }
      }),
    putEvidenceAway: () =>
      write((table) => {
        const cursor = table.openCursor(IDBKeyRange.bound(evidenceFrom, evidenceTo));
        cursor.onsuccess = () => {
          const at = cursor.result;
          if (at === null) return;
          at.update({ ...(at.value as KeptEvidence), isAway: true });
          at.continue();
        };
      }),
    preferences: () => read('preferences'),
    keepPreferences: (preferences) => write((table) => table.put(preferences, 'preferences')),
  };
}

async function connect(): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(tableName);
  };
  const database = await answerOf(request);
  // Whoever deletes the database or brings a newer version need not wait for this page.
  database.onversionchange = () => {
    database.close();
  };
  return database;
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

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = () => {
      reject(transaction.error ?? new Error('the database gave no reason'));
    };
  });
}
