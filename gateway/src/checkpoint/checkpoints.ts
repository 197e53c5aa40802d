import type { Mirror } from '../log/mirror.js';
import { checkpointRound, type KnownSizes, type OpenNote, type RoundParts } from './round.js';

/** Where the newest cosigned note of a log is kept: the database. */
export interface NoteStore {
  readonly load: (origin: string) => Promise<Uint8Array | null>;
  /** Durable when it resolves. */
  readonly save: (origin: string, note: Uint8Array) => Promise<void>;
}

export interface CheckpointOptions extends RoundParts {
  readonly mirror: Pick<Mirror, 'onBlock'>;
  readonly notes: NoteStore;
  /** Called with each cosigned note once it is kept: publishing, receipts. */
  readonly onCosigned: (note: Uint8Array) => Promise<void>;
  /** Told of everything that keeps the quorum back; the rounds go on. */
  readonly onProblem: (error: Error) => void;
}

export interface Checkpoints {
  /** The newest cosigned note; null before the first. */
  readonly latest: () => Uint8Array | null;
  readonly close: () => Promise<void>;
}

/** An unchanged log is cosigned anew this often, so that what halls know of it does not age. */
const heartbeatMs = 600_000;
/** After a round without quorum the next one starts this soon, with whatever the log is then. */
const retryMs = 2000;

/** Keeps the own log cosigned: round after round, one note in flight, for as long as it is open. */
export async function openCheckpoints(options: CheckpointOptions): Promise<Checkpoints> {
  const { log, trust, signer, mirror, notes, onCosigned, onProblem, now } = options;
  let latest = await notes.load(log.origin);
  let closed = false;
  let rung = false;
  let wake: () => void = () => undefined;
  const ring = (): void => {
    rung = true;
    wake();
  };
  const stop = mirror.onBlock(ring);
  /** Waits for so long, or for a block, or not at all where one came since the last wait. */
  const pause = async (ms: number): Promise<void> => {
    if (!rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    rung = false;
  };

  /** Waits for leaves, for another trust bundle, or for the heartbeat. */
  const untilDue = async ({ checkpoint }: OpenNote): Promise<void> => {
    while (!closed) {
      const current = await trust.current().catch(() => null);
      if (current !== null && current.version !== checkpoint.trust.version) return;
      const left = checkpoint.time + heartbeatMs - now();
      if (left <= 0 || log.size !== checkpoint.size) return;
      await pause(left);
    }
  };
  const untilRetry = async (): Promise<void> => {
    const until = now() + retryMs;
    for (let left = retryMs; left > 0 && !closed; left = until - now()) await pause(left);
  };
  const round = async (previous: OpenNote | null, sizes: KnownSizes): Promise<OpenNote> => {
    const { open, cosigned, problems } = await checkpointRound(options, previous, sizes);
    problems.forEach(onProblem);
    if (cosigned === null) {
      await untilRetry();
      return open;
    }
    await notes.save(log.origin, cosigned);
    latest = cosigned;
    await onCosigned(cosigned);
    await untilDue(open);
    return open;
  };
  const run = async (): Promise<void> => {
    let open: OpenNote | null = null;
    const sizes: KnownSizes = new Map();
    if (latest !== null) await signer.showNote(latest).catch(onProblem);
    // Nothing is shown from a tree without leaves, nor is there anything to show.
    while (!closed && log.size === 0) await pause(heartbeatMs);
    while (!closed) {
      try {
        open = await round(open, sizes);
      } catch (error) {
        onProblem(error as Error);
        await untilRetry();
      }
    }
  };
  const ended = run();
  return {
    latest: () => latest,
    close: async () => {
      closed = true;
      stop();
      ring();
      await ended;
    },
  };
}
