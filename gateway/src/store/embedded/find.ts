import { StoreError } from '../errors.js';
import type { CollectionState } from './catalogue.js';
import { decodeDocument, unsupported, type Document } from './documents.js';
import { fieldKeys } from './index-entries.js';
import type { IndexField } from './index-spec.js';
import { matcher, type Predicate } from './match.js';
import { pathOf } from './paths.js';
import { planFor, type Plan } from './plan.js';
import type { Reader } from './reader.js';
import { documentPrefix, PREFIX_BYTES } from './storage-keys.js';

export interface Question {
  readonly filter: Document;
  readonly matches: Predicate;
  readonly order: readonly IndexField[];
  readonly skip: number;
  /** 0: no limit. */
  readonly limit: number;
  /** Only tests set it to false: every answer must be the same without. */
  readonly useIndexes: boolean;
}

export interface Found {
  readonly idKey: Buffer;
  readonly bytes: Buffer;
  readonly document: Document;
}

/** More than this is not read or sorted without an index. */
export const MOST_SCANNED = 1_000;

export function question(filter: Document, more: Partial<Question> = {}): Question {
  const plain = { order: [], skip: 0, limit: 0, useIndexes: true };
  return { filter, matches: matcher(filter), ...plain, ...more };
}

/** A sort as the driver takes it: an object of 1 and -1, a Map or pairs. */
export function orderOf(sort: unknown): readonly IndexField[] {
  if (sort === undefined || sort === null) return [];
  const pairs =
    sort instanceof Map || Array.isArray(sort)
      ? [...(sort as Iterable<[string, unknown]>)]
      : Object.entries(sort);
  return pairs.map(([name, direction]) => {
    if (direction !== 1 && direction !== -1) return unsupported('sorts other than by 1 and -1');
    return { name, path: pathOf(name), descending: direction === -1 };
  });
}

/** What a question finds, in its order. */
export async function* find(
  reader: Reader,
  collection: CollectionState,
  asked: Question,
): AsyncGenerator<Found> {
  const plan = planFor(collection, asked.filter, asked.order, asked.useIndexes);
  const matching = filtered(reader, collection, plan, asked);
  const ordered = plan.sorted ? matching : sorted(matching, asked.order);
  const last = asked.limit === 0 ? Infinity : asked.skip + asked.limit;
  let at = 0;
  for await (const found of ordered) {
    if (at >= asked.skip) yield found;
    at += 1;
    if (at >= last) return;
  }
}

export async function findFirst(
  reader: Reader,
  collection: CollectionState,
  asked: Question,
): Promise<Found | null> {
  for await (const found of find(reader, collection, { ...asked, limit: 1 })) return found;
  return null;
}

async function* filtered(
  reader: Reader,
  collection: CollectionState,
  plan: Plan,
  { matches, skip, limit }: Question,
): AsyncGenerator<Found> {
  const about = limit === 0 || !plan.sorted ? Infinity : skip + limit;
  let rejected = 0;
  for await (const [idKey, bytes] of candidates(reader, collection, plan, about)) {
    const document = decodeDocument(bytes);
    if (matches(document)) {
      yield { idKey, bytes, document };
    } else if (plan.unbounded && ++rejected > MOST_SCANNED) {
      throw tooLarge(collection, 'no index fits the filter');
    }
  }
}

type Candidate = readonly [idKey: Buffer, bytes: Buffer];

async function* candidates(
  reader: Reader,
  collection: CollectionState,
  plan: Plan,
  about: number,
): AsyncGenerator<Candidate> {
  const start = documentPrefix(collection.id);
  const seen = plan.index?.multikey === true ? new Set<string>() : null;
  for await (const [key, value] of located(reader, plan, about)) {
    if (plan.index === null) {
      yield [key.subarray(PREFIX_BYTES), value];
      continue;
    }
    if (seen?.has(value.toString('latin1')) === true) continue;
    seen?.add(value.toString('latin1'));
    const bytes = reader.get(Buffer.concat([start, value]));
    if (bytes === undefined) {
      const { name } = plan.index;
      throw new StoreError('STORE_CORRUPT', `index ${name} of ${collection.name} points nowhere`);
    }
    yield [value, bytes];
  }
}

async function* located(
  reader: Reader,
  plan: Plan,
  about: number,
): AsyncGenerator<readonly [Buffer, Buffer]> {
  const ranges = plan.reverse ? [...plan.ranges].reverse() : plan.ranges;
  for (const range of ranges) {
    if (!plan.exact) {
      yield* reader.entries(range, plan.reverse, about);
      continue;
    }
    const value = reader.get(range.gte);
    if (value !== undefined) yield [range.gte, value];
  }
}

async function* sorted(
  matching: AsyncIterable<Found>,
  order: readonly IndexField[],
): AsyncGenerator<Found> {
  const rows: { key: Buffer; found: Found }[] = [];
  for await (const found of matching) {
    if (rows.length >= MOST_SCANNED) {
      throw new StoreError(
        'STORE_SCAN_TOO_LARGE',
        `more than ${MOST_SCANNED} documents to sort by ${order.map(({ name }) => name).join(', ')}: no index has that order`,
      );
    }
    const key = fieldKeys(found.document, order).keys[0] ?? Buffer.alloc(0);
    rows.push({ key: Buffer.concat([key, found.idKey]), found });
  }
  rows.sort((a, b) => a.key.compare(b.key));
  for (const { found } of rows) yield found;
}

function tooLarge(collection: CollectionState, why: string): StoreError {
  return new StoreError(
    'STORE_SCAN_TOO_LARGE',
    `${collection.name}: more than ${MOST_SCANNED} documents would be read: ${why}`,
  );
}
