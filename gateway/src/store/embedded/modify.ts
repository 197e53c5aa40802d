import { decodeDocument, normalised, unsupported, type Document } from './documents.js';
import { serverError } from './errors.js';
import { find, findFirst, orderOf, question, type Found, type Question } from './find.js';
import { count, type Options } from './options.js';
import { changeOf, seedOf, type Change } from './update.js';
import { pauses } from './pauses.js';
import { insertDocument, removeDocument, replaceDocument, withId, type Target } from './write.js';

export interface Updated {
  readonly matched: number;
  readonly modified: number;
  readonly upsertedId: unknown;
  /** Of a single document: what it was and what it is. */
  readonly before: Document | null;
  readonly after: Document | null;
}

/** An update, taken apart and checked before anything is done. */
export interface UpdateOrder {
  readonly asked: Question;
  readonly change: Change;
  readonly upsert: boolean;
  readonly many: boolean;
}

export function updateOrder(
  filter: object,
  update: object,
  options: Options,
  many: boolean,
): UpdateOrder {
  if (Array.isArray(update)) return unsupported('updates by pipeline');
  if (options['skip'] !== undefined) return unsupported('skip in updates');
  return {
    asked: question(normalised(filter), { order: orderOf(options['sort']) }),
    change: changeOf(normalised(update)),
    upsert: options['upsert'] === true,
    many,
  };
}

export async function update(target: Target, order: UpdateOrder): Promise<Updated> {
  const { asked, change, upsert, many } = order;
  const found = await all(target, asked, many);
  let modified = 0;
  let done = 0;
  let after: Document | null = null;
  for (const one of found) {
    after = decodeDocument(one.bytes);
    change.apply(after, false);
    if (replaceDocument(target, one, after, change.touched)) modified += 1;
    await pauses(++done);
  }
  const before = found[0]?.document ?? null;
  if (found.length > 0 || !upsert) {
    return { matched: found.length, modified, upsertedId: null, before, after };
  }
  const made = seedOf(asked.filter);
  change.apply(made, true);
  const document = withId(made);
  insertDocument(target, document);
  return { matched: 0, modified: 0, upsertedId: document['_id'], before, after: document };
}

/** What was deleted, at most one unless many. */
export async function remove(target: Target, asked: Question, many: boolean): Promise<Document[]> {
  const found = await all(target, asked, many);
  for (const [at, one] of found.entries()) {
    removeDocument(target, one);
    await pauses(at + 1);
  }
  return found.map(({ document }) => document);
}

export function removeQuestion(filter: object, options: Options): Question {
  if (count(options['limit'], 'limit') > 1) return unsupported('limit in deletions');
  return question(normalised(filter), { order: orderOf(options['sort']) });
}

/** Found before the first change, so that no document is met twice. */
async function all({ view, collection }: Target, asked: Question, many: boolean): Promise<Found[]> {
  if (!many) {
    const first = await findFirst(view, collection, asked);
    return first === null ? [] : [first];
  }
  const found: Found[] = [];
  for await (const one of find(view, collection, asked)) found.push(one);
  return found;
}

/** Whether two answers of findOneAndUpdate are asked for before or after. */
export function wantsAfter(options: Options): boolean {
  const wanted = options['returnDocument'] ?? 'before';
  if (options['returnOriginal'] !== undefined) return options['returnOriginal'] === false;
  if (wanted !== 'before' && wanted !== 'after') {
    throw serverError(2, 'BadValue', 'returnDocument is before or after');
  }
  return wanted === 'after';
}
