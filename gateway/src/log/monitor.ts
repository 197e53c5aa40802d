import { readFile } from 'node:fs/promises';
import { toHex } from '@yinzhao/verifier/format/bytes';
import type { EntryKind } from '@yinzhao/verifier/format/entry';
import { replaceFile } from '../durable-file.js';
import type { LoggedGroup } from './groups.js';
import type { Mirror } from './mirror.js';
import type { MirroredLog } from './mirrored-log.js';

/** An entry under an own certificate that nobody here has asked for. */
export interface UnknownEntry {
  readonly log: string;
  readonly leafIndex: number;
  readonly kind: EntryKind;
  /** SM3 of the object. */
  readonly object: Uint8Array;
  /** SM3 of the issuing certificate. */
  readonly certificate: Uint8Array;
  readonly groupNumber: number;
}

export interface MonitorOptions {
  /** Remembers, per log, up to which group everything was compared. */
  readonly positionPath: string;
  readonly mirror: Pick<Mirror, 'log' | 'onBlock'>;
  /** Logs to be watched: the own one, and every other that an own certificate could be used in. */
  readonly origins: readonly string[];
  /** SM3 of every certificate whose key the own signer holds or held. */
  readonly certificates: () => Promise<readonly Uint8Array[]>;
  /** Which of these objects the database knows: as hex. */
  readonly known: (objects: readonly Uint8Array[]) => Promise<ReadonlySet<string>>;
  /** The alarm: whoever holds the key, or reaches the signer, has logged what was never asked for. */
  readonly onUnknown: (entry: UnknownEntry) => Promise<void>;
  /** Told of what keeps it from looking; it tries again with the next block. */
  readonly onProblem: (error: Error) => void;
}

export interface Monitor {
  /** Compares all that is there; resolves when it is done. */
  readonly look: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Groups that are read at a time. */
const step = 64;

/** Compares every anchored group of the own certificates with the database. */
export async function openMonitor(options: MonitorOptions): Promise<Monitor> {
  const { mirror, origins, onProblem, positionPath } = options;
  const positions = await loadPositions(positionPath);
  let looking = Promise.resolve();
  let waiting = false;
  let closed = false;

  const lookAll = async (): Promise<void> => {
    waiting = false;
    for (const origin of origins) {
      const log = mirror.log(origin);
      const start = positions.get(origin) ?? 0;
      for (let at = start; at < log.groups && !closed; at += step) {
        const groups = await log.readGroups(at, step);
        await compare(options, log, groups);
        // The alarm comes before the position moves: one that is cut off is raised again.
        positions.set(origin, at + groups.length);
        await savePositions(positionPath, positions);
      }
    }
  };
  /** One look after another; a look that waits sees what every earlier block has brought. */
  const look = (): Promise<void> => {
    if (!waiting) {
      waiting = true;
      looking = looking.then(lookAll).catch((error: unknown) => {
        onProblem(error as Error);
      });
    }
    return looking;
  };
  const stop = mirror.onBlock(() => void look());
  await look();
  return {
    look,
    close: async () => {
      closed = true;
      stop();
      await looking;
    },
  };
}

async function compare(
  { certificates, known, onUnknown }: MonitorOptions,
  log: MirroredLog,
  groups: readonly LoggedGroup[],
): Promise<void> {
  const own = new Set((await certificates()).map(toHex));
  for (const group of groups.filter(({ certificate }) => own.has(toHex(certificate)))) {
    const { first, certificate, number } = group;
    const entries = await log.entries(first, group.entries + group.statements);
    const found = await known(entries.map(({ object }) => object));
    for (const [i, { kind, object }] of entries.entries()) {
      if (found.has(toHex(object))) continue;
      const leafIndex = first + i;
      await onUnknown({
        log: log.origin,
        leafIndex,
        kind,
        object,
        certificate,
        groupNumber: number,
      });
    }
  }
}

/** One line for each log: its name, a space, the number of groups compared. */
async function loadPositions(path: string): Promise<Map<string, number>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n').filter((line) => /^[a-z0-9/-]+ \d{1,15}$/.test(line));
  return new Map(
    lines.map((line) => {
      const [origin = '', count] = line.split(' ');
      return [origin, Number(count)];
    }),
  );
}

async function savePositions(path: string, positions: ReadonlyMap<string, number>): Promise<void> {
  await replaceFile(path, [...positions].map(([origin, count]) => `${origin} ${count}\n`).join(''));
}
