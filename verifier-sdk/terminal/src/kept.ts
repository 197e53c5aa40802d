import { VerifierError } from '@yinzhao/verifier';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { contradictionOf, maximumKeptEvidence } from '@yinzhao/verifier/format/fork-evidence';

/**
 * What a window keeps beside the verifier's state, which has a database of its own: the last pack, evidence of forks, and
 * preferences. Nothing of a licence. Whatever the browser refuses is VerifierError STATE_UNAVAILABLE, as with the state.
 */
export interface Kept {
  /** null where none was kept. */
  readonly pack: () => Promise<Uint8Array | null>;
  readonly keepPack: (pack: Uint8Array) => Promise<void>;
  readonly evidence: () => Promise<KeptEvidence>;
  /** Once for each contradiction, however often and in whichever form it is found again; of too many the first ones. */
  readonly keepEvidence: (files: readonly Uint8Array[]) => Promise<void>;
  /** It stays, and is not told again. */
  readonly putEvidenceAway: () => Promise<void>;
  readonly preferences: () => Promise<unknown>;
  readonly keepPreferences: (preferences: object) => Promise<void>;
}

/** Evidence that nobody has put away. */
export interface KeptEvidence {
  readonly files: readonly Uint8Array[];
  /** Others were seen, for which there was no room. */
  readonly isMore: boolean;
}

const databaseName = 'yinzhao-terminal';
const tableName = 'kept';
const evidenceFrom = 'fork/';
/** Behind every key of evidence: digits and letters come before it. */
const evidenceTo = 'fork/~';
const evidenceMore = 'forksLeftOut';

interface EvidenceRow {
  readonly bytes: Uint8Array;
  readonly isAway: boolean;
}

/**
 * @param sm3 - names the files
 * @throws VerifierError STATE_UNAVAILABLE
 */
export async function openKept(sm3: (bytes: Uint8Array) => Uint8Array): Promise<Kept> {
  let database: Promise<IDBDatabase> | null = null;
  const begin = async (mode: IDBTransactionMode): Promise<IDBTransaction> => {
    database ??= connect(() => {
      database = null;
    });
    const opening = database;
    const opened = await opening.catch((error: unknown) => {
      // The next one tries again.
      if (database === opening) database = null;
      throw error;
    });
    return opened.transaction(tableName, mode, { durability: 'strict' });
  };
  const read = <T>(look: (table: IDBObjectStore) => Promise<T>): Promise<T> =>
    known(async () => look((await begin('readonly')).objectStore(tableName)));
  const write = (change: (table: IDBObjectStore) => void): Promise<void> =>
    known(async () => {
      const transaction = await begin('readwrite');
      change(transaction.objectStore(tableName));
      await done(transaction);
    });
  const value = (key: string): Promise<unknown> =>
    read((table) => answerOf<unknown>(table.get(key)));
  await read(() => Promise.resolve());
  return {
    pack: async () => {
      const found = await value('pack');
      return found instanceof Uint8Array ? found : null;
    },
    keepPack: (pack) => write((table) => table.put(pack, 'pack')),
    evidence: () =>
      read(async (table) => {
        const [rows, more] = await Promise.all([
          answerOf(table.getAll(evidenceKeys())),
          answerOf<unknown>(table.get(evidenceMore)),
        ]);
        const files = (rows as EvidenceRow[])
          .filter(({ isAway }) => !isAway)
          .map(({ bytes }) => bytes);
        return { files, isMore: more === true };
      }),
    keepEvidence: (files) => {
      const named = files.map(
        (bytes) => [`${evidenceFrom}${toHex(sm3(contradictionOf(bytes)))}`, bytes] as const,
      );
      return write((table) => {
        const keys = table.getAllKeys(evidenceKeys());
        keys.onsuccess = () => {
          const fresh = new Map(named.filter(([key]) => !keys.result.includes(key)));
          if (fresh.size > 0) addEvidence(table, fresh);
        };
      });
    },
    putEvidenceAway: () =>
      write((table) => {
        table.delete(evidenceMore);
        const cursor = table.openCursor(evidenceKeys());
        cursor.onsuccess = () => {
          const at = cursor.result;
          if (at === null) return;
          at.update({ ...(at.value as EvidenceRow), isAway: true });
          at.continue();
        };
      }),
    preferences: () => value('preferences'),
    keepPreferences: (preferences) => write((table) => table.put(preferences, 'preferences')),
  };
}

const evidenceKeys = (): IDBKeyRange => IDBKeyRange.bound(evidenceFrom, evidenceTo);

/** What somebody has put away takes no room from what nobody has seen. */
function addEvidence(table: IDBObjectStore, fresh: ReadonlyMap<string, Uint8Array>): void {
  const rows = table.getAll(evidenceKeys());
  rows.onsuccess = () => {
    const seen = (rows.result as EvidenceRow[]).filter(({ isAway }) => !isAway).length;
    const room = Math.max(0, maximumKeptEvidence - seen);
    for (const [key, bytes] of [...fresh].slice(0, room)) table.put({ bytes, isAway: false }, key);
    if (fresh.size > room) table.put(true, evidenceMore);
  };
}

/** Full, forbidden, deleted: whatever it is, nothing was read or written. */
async function known<T>(deed: () => Promise<T>): Promise<T> {
  try {
    return await deed();
  } catch (error) {
    const { name, message } = error as Error;
    throw new VerifierError('STATE_UNAVAILABLE', `${name}: ${message}`, { cause: error });
  }
}

/** @param onGone - the database was deleted, or is to be: whoever needs it connects anew */
async function connect(onGone: () => void): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(tableName);
  };
  const database = await answerOf(request);
  // Whoever deletes the database or brings a newer version need not wait for this page.
  database.onversionchange = () => {
    database.close();
    onGone();
  };
  database.onclose = onGone;
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
