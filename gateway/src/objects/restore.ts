import { fromHex } from '@yinzhao/verifier/format/bytes';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { GatewayError } from '../errors.js';
import { knownObjects } from '../store/known-objects.js';
import { insertLicences } from '../store/licence.js';
import { markSegment, markedSegments } from '../store/segment.js';
import { insertStatements } from '../store/statement.js';
import type { Store } from '../store/store.js';
import { checkKept } from './check-kept.js';
import { decodeKept, nameOf, type KeptObject } from './kept-object.js';
import type { ObjectStore, Segment } from './object-store.js';

type Known = Pick<Store, 'licences' | 'statements' | 'segments'>;

export interface Restored {
  /** Files that were read. */
  readonly files: number;
  /** Objects that the database did not have. */
  readonly licences: number;
  readonly statements: number;
}

/** Objects that are looked up and inserted together. */
const step = 500;

/**
 * Brings what the database lacks from the object store: all of it where the database was lost, the newest where it is
 * an older copy, what was written last where the process was killed. It waits until the log has been asked for its
 * place. To be run before anything is issued.
 * @param report - told of files that are damaged or gone (OBJECTS_DAMAGED, OBJECTS_MISSING) and of licences whose
 * identifier stands for another one here (LICENCE_TAKEN); what can be read is restored all the same
 */
export async function restoreObjects(
  store: Known,
  objects: Pick<ObjectStore, 'segments' | 'read'>,
  { sm3 }: Pick<Engine, 'sm3'>,
  report: (error: GatewayError) => void,
): Promise<Restored> {
  const marked = await markedSegments(store.segments);
  const there = await objects.segments();
  const restored = { files: 0, licences: 0, statements: 0 };
  for (const name of missingOf(marked, there)) {
    report(new GatewayError('OBJECTS_MISSING', `${name} is not in the object store any more`));
  }
  for (const segment of there) {
    const known = marked.get(segment.name);
    if (known === segment.bytes) continue;
    restored.files++;
    const { kept, whole, cutOff, problem } = await readKept(objects, segment, known, sm3);
    for (let at = 0; at < kept.length; at += step) {
      const added = await addMissing(store, kept.slice(at, at + step));
      restored.licences += added.licences;
      restored.statements += added.statements;
      if (added.taken > 0) report(taken(segment.name, added.taken));
    }
    if (cutOff !== null) report(cutOff);
    // A damaged file is told of at every start, until somebody has put a copy in its place.
    if (problem !== null) report(problem);
    else if (whole !== known) {
      await markSegment(store.segments, { name: segment.name, bytes: whole });
    }
  }
  return restored;
}

function missingOf(marked: ReadonlyMap<string, number>, there: readonly Segment[]): string[] {
  const names = new Set(there.map(({ name }) => name));
  return [...marked.keys()].filter((name) => !names.has(name));
}

interface ReadFile {
  readonly kept: readonly KeptObject[];
  /** Bytes up to the object that the file ends within, else all: a whole copy in its place is read again. */
  readonly whole: number;
  /** Usual where the process or the machine was stopped while it wrote, and told once; else the same as damage. */
  readonly cutOff: GatewayError | null;
  readonly problem: GatewayError | null;
}

async function readKept(
  objects: Pick<ObjectStore, 'read'>,
  { name, bytes }: Segment,
  known: number | undefined,
  sm3: Engine['sm3'],
): Promise<ReadFile> {
  const damaged = (what: string, cause?: unknown): GatewayError =>
    new GatewayError('OBJECTS_DAMAGED', `${name} ${what}`, { cause });
  let problem: GatewayError | null = null;
  const content = await objects.read(name).catch((cause: unknown) => {
    problem = damaged('cannot be read', cause);
    return { objects: [], damagedAt: null, cutOffAt: null };
  });
  if (content.damagedAt !== null) problem = damaged(`is damaged at byte ${content.damagedAt}`);
  const kept = content.objects.flatMap((object) => {
    try {
      return [readChecked(object, sm3)];
    } catch (cause) {
      problem = damaged('holds what this version does not read', cause);
      return [];
    }
  });
  const whole = content.cutOffAt ?? bytes;
  if (whole < (known ?? 0)) problem ??= damaged(`has ${whole} bytes of ${known}`);
  const isTold = whole === bytes || whole === known || problem !== null;
  const cutOff = isTold ? null : damaged(`ends within the object at byte ${whole}`);
  return { kept, whole, cutOff, problem };
}

function readChecked(object: Uint8Array, sm3: Engine['sm3']): KeptObject {
  const kept = decodeKept(object, sm3);
  checkKept(kept, sm3);
  return kept;
}

async function addMissing(
  store: Known,
  kept: readonly KeptObject[],
): Promise<{ licences: number; statements: number; taken: number }> {
  const names = kept.map(nameOf);
  const known = new Set(await knownObjects(store, names.map(fromHex)));
  // One may have been written twice.
  const missing = kept.filter((_one, i) => {
    const name = names[i] as string;
    if (known.has(name)) return false;
    known.add(name);
    return true;
  });
  const licences = missing.flatMap((one) =>
    one.kind === 'licence' ? [{ ...one.licence, state: 'restored' as const, status: 0 }] : [],
  );
  const statements = missing.flatMap((one) =>
    one.kind === 'statement' ? [{ ...one.statement, state: 'restored' as const }] : [],
  );
  const taken = await insertLicences(store.licences, licences);
  await insertStatements(store.statements, statements);
  return {
    licences: licences.length - taken.length,
    statements: statements.length,
    taken: taken.length,
  };
}

function taken(name: string, count: number): GatewayError {
  const message = `${count} licences of ${name} have identifiers that stand for others here`;
  return new GatewayError('LICENCE_TAKEN', message);
}
