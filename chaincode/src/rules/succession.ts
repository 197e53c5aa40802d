import { decodeRegistryRecord, type BodyRecord } from '@yinzhao/verifier/format/registry';
import { LedgerError } from '../errors.js';
import { precedingRecord, registryEntry } from '../state/records.js';
import type { StateOverlay, StateReader } from '../state/state.js';
import { bodySubject } from './subject.js';

/** The most steps from the first body of a chain to the last: longer chains are a mistake in the registry. */
export const maximumSuccessions = 8;

async function readBody(state: StateReader, id: string): Promise<BodyRecord | null> {
  const bytes = await registryEntry.read(state, bodySubject(id));
  const record = bytes === null ? null : decodeRegistryRecord(bytes);
  return record?.kind === 'body' ? record : null;
}

/**
 * May this body's record name that successor? The whole chain counts, the bodies before it too: whoever stands at its
 * end has to reach the leaves of its first.
 * @throws LedgerError BODY_SUCCESSOR_UNKNOWN, BODY_SUCCESSION_TOO_LONG
 */
export async function judgeSuccession(state: StateReader, record: BodyRecord): Promise<void> {
  let steps = (await precedingRecord.read(state, record.id)) ?? 0;
  for (let { successor } = record; successor !== null;) {
    const next = await readBody(state, successor);
    if (next === null || next.id === record.id) {
      throw new LedgerError('BODY_SUCCESSOR_UNKNOWN', 'the successor is no other admitted body');
    }
    if (++steps > maximumSuccessions) {
      throw new LedgerError(
        'BODY_SUCCESSION_TOO_LONG',
        `a chain of more than ${maximumSuccessions} successions`,
      );
    }
    successor = next.successor;
  }
}

/** Notes at every body further on how many bodies lead to it. */
export async function keepSuccession(state: StateOverlay, record: BodyRecord): Promise<void> {
  let steps = (await precedingRecord.read(state, record.id)) ?? 0;
  for (let { successor } = record; successor !== null;) {
    steps++;
    if (((await precedingRecord.read(state, successor)) ?? 0) >= steps) return;
    precedingRecord.write(state, steps, successor);
    successor = (await readBody(state, successor))?.successor ?? null;
  }
}

/** The body itself, or whoever the registry names as its successor, at once or step by step. */
export async function mayTakeOver(
  state: StateReader,
  owner: string,
  body: string,
): Promise<boolean> {
  let current: string | null = owner;
  for (let step = 0; step <= maximumSuccessions && current !== null; step++) {
    if (current === body) return true;
    current = (await readBody(state, current))?.successor ?? null;
  }
  return false;
}
