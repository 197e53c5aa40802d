import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isLogName } from '@yinzhao/verifier/format/name';
import { emptyRoot } from '@yinzhao/verifier/merkle/hash';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { appendedBy, type Appended } from '../anchor/replay.js';
import { syncFolder } from '../durable-file.js';
import { GatewayError } from '../errors.js';
import type { LedgerBlock } from '../ledger/fabric-messages.js';
import type { Ledger } from '../ledger/ledger.js';
import { openLogFiles, type LogCounts, type LogFiles } from './log-files.js';
import { liveLog, type LiveLog, type MirroredLog } from './mirrored-log.js';
import { openTogether } from './open-together.js';
import { loadMirrorState, saveMirrorState } from './mirror-state.js';

/** Every log of the network as the own peer has committed it, recomputed leaf by leaf and kept on disk. */
export interface Mirror {
  /** A log to which nothing was appended yet has size 0. @throws GatewayError LOG_NAME_WRONG */
  readonly log: (origin: string) => MirroredLog;
  /** Names of the logs that have leaves. */
  readonly origins: () => readonly string[];
  /** Number of the next block. */
  readonly position: () => number;
  /** Called after each block, which is on disk by then; gives a function that ends this. */
  readonly onBlock: (listener: (block: LedgerBlock) => void) => () => void;
  /** Rejects with GatewayError LEDGER_HISTORY_BROKEN, LEDGER_ACCESS_DENIED or what the disk says: it is at its end. */
  readonly ended: Promise<void>;
  readonly close: () => Promise<void>;
}

export interface MirrorOptions {
  readonly folder: string;
  readonly ledger: Ledger;
  readonly engine: Engine;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Names that nobody has logged under: a stranger may ask for any. */
const maximumUnknownLogs = 64;

/** @throws GatewayError MIRROR_DAMAGED: delete the folder, and the mirror is made anew from the blocks */
export async function openMirror({ folder, ledger, engine, now }: MirrorOptions): Promise<Mirror> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'position');
  const loaded = await loadMirrorState(path);
  const written = new Map<string, LogFiles>();
  const live = new Map<string, LiveLog>();
  const listeners = new Set<(block: LedgerBlock) => void>();
  let position = loaded.next;

  const liveOf = (origin: string): LiveLog => {
    if (!isLogName(origin)) throw new GatewayError('LOG_NAME_WRONG', 'not the name of a log');
    const known = live.get(origin);
    if (known !== undefined) return known;
    const log = liveLog(origin, engine);
    if (live.size < written.size + maximumUnknownLogs) live.set(origin, log);
    return log;
  };
  const filesOf = async (origin: string, counts: LogCounts): Promise<LogFiles> => {
    const known = written.get(origin);
    if (known !== undefined) return known;
    const [, network = '', org = ''] = origin.split('/');
    const files = await openLogFiles(join(folder, network, org), counts, engine, now);
    await syncFolder(folder);
    written.set(origin, files);
    // Whoever asks for it from now on sees what is being written.
    live.set(origin, liveOf(origin));
    return files;
  };
  const empty = { size: 0, root: emptyRoot(engine.sm3), groups: 0, events: 0, seals: 0 };
  const append = async (appended: Appended): Promise<string> => {
    await (await filesOf(appended.log, empty)).append(appended);
    return appended.log;
  };
  const publish = (origin: string): void => {
    liveOf(origin).publish(written.get(origin) as LogFiles);
  };

  await openTogether(async (keep) => {
    for (const [origin, counts] of loaded.logs) {
      await keep(filesOf(origin, counts));
      publish(origin);
    }
  });
  const watch = await ledger.watch(
    {
      load: () => Promise.resolve(loaded.next),
      hash: () => Promise.resolve(loaded.hash),
      save: async (next, hash) => {
        const logs = new Map([...written].map(([origin, files]) => [origin, files.counts()]));
        await saveMirrorState(path, { next, hash, logs });
        position = next;
      },
    },
    async (block) => {
      const changed = new Set<string>();
      for (const appended of appendedBy(block, ledger.chaincode, engine)) {
        changed.add(await append(appended));
      }
      for (const origin of changed) await (written.get(origin) as LogFiles).sync();
      changed.forEach(publish);
      for (const listener of [...listeners]) listener(block);
    },
  );
  return {
    log: (origin) => liveOf(origin).view,
    origins: () => [...written.keys()],
    position: () => position,
    onBlock: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ended: watch.ended,
    close: async () => {
      watch.close();
      await watch.ended.catch(() => undefined);
      await Promise.all([...written.values()].map((files) => files.close()));
    },
  };
}
