import { demandsOf, type Demand } from './bounds.js';
import type { Document } from './documents.js';
import type { Index, IndexField } from './index-spec.js';
import { isImplied } from './partial.js';
import { documentPrefix, indexPrefix, type KeyRange } from './storage-keys.js';
import { above, inverted } from './value-key.js';

/** Which part of which index holds everything a filter can match. */
export interface Plan {
  /** Null: the documents themselves, in the order of _id. */
  readonly index: Index | null;
  readonly ranges: readonly KeyRange[];
  /** Each range is one whole key, so that a read by key does. */
  readonly exact: boolean;
  readonly reverse: boolean;
  /** The documents come in the order asked for. */
  readonly sorted: boolean;
  /** Nothing in the filter bounds what is read. */
  readonly unbounded: boolean;
}

const MOST_RANGES = 10_000;
const ID_FIELD: IndexField = { name: '_id', path: ['_id'], descending: false };

export interface Source {
  readonly id: number;
  readonly indexes: readonly Index[];
}

export function planFor(
  source: Source,
  filter: Document,
  order: readonly IndexField[],
  useIndexes = true,
): Plan {
  const demands = demandsOf(filter);
  const usable = useIndexes
    ? source.indexes.filter((index) => isImplied(index.partial, demands))
    : [];
  let best = { plan: planOver(source, null, demands, order), score: -1 };
  for (const index of [null, ...usable]) {
    if (!useIndexes) break;
    const plan = planOver(source, index, demands, order);
    const score = scoreOf(plan, order.length > 0);
    if (score > best.score) best = { plan, score };
  }
  return best.plan;
}

interface Scored extends Plan {
  readonly bounded: number;
}

/** Whole keys first, then bounds that also give the order, bounds, order alone. */
function scoreOf(plan: Scored, ordered: boolean): number {
  if (plan.exact) return 10_000_000 - plan.ranges.length;
  const bonus = ordered && plan.sorted ? 1_000 : 0;
  return plan.bounded > 0 ? 10_000 + bonus + plan.bounded : bonus;
}

function planOver(
  source: Source,
  index: Index | null,
  demands: ReadonlyMap<string, Demand>,
  order: readonly IndexField[],
): Scored {
  const fields = index?.fields ?? [ID_FIELD];
  const start = index === null ? documentPrefix(source.id) : indexPrefix(index.id);
  const bounds = boundsOf(fields, demands, index?.multikey === true);
  const whole = bounds.points === fields.length && (index === null || index.unique);
  const direction = directionOf(fields, index, bounds.fixed, order);
  return {
    index,
    ranges: bounds.ranges.map(({ gte, lt }) => within(start, gte, lt)),
    exact: whole,
    reverse: direction === -1,
    sorted: direction !== 0,
    unbounded: bounds.points === 0 && !bounds.ranged,
    bounded: 2 * bounds.points + (bounds.ranged ? 1 : 0),
  };
}

function within(start: Buffer, gte: Buffer, lt: Buffer | null): KeyRange {
  const from = Buffer.concat([start, gte]);
  return { gte: from, lt: lt === null ? above(start) : Buffer.concat([start, lt]) };
}

interface Bounds {
  readonly ranges: readonly { gte: Buffer; lt: Buffer | null }[];
  /** Fields, from the first on, of which whole values are known. */
  readonly points: number;
  /** Those of them that have one single value. */
  readonly fixed: ReadonlySet<string>;
  readonly ranged: boolean;
}

function boundsOf(
  fields: readonly IndexField[],
  demands: ReadonlyMap<string, Demand>,
  multikey: boolean,
): Bounds {
  let keys: Buffer[] = [Buffer.alloc(0)];
  const fixed = new Set<string>();
  let points = 0;
  for (const field of fields) {
    const demand = demands.get(field.name);
    // in an array, each condition may be met by another element: two paths of one array are not joined
    const entangled =
      multikey && fields.slice(0, points).some(({ path }) => path[0] === field.path[0]);
    if (demand === undefined || entangled) break;
    const values = demand.points;
    if (values === null || keys.length * values.length > MOST_RANGES) {
      return withRange(keys, field, demand, multikey, points, fixed);
    }
    keys = keys.flatMap((key) => values.map((value) => joined(key, value, field)));
    if (values.length === 1) fixed.add(field.name);
    points += 1;
  }
  return { ranges: keys.map(exactly), points, fixed, ranged: false };
}

function withRange(
  keys: readonly Buffer[],
  field: IndexField,
  demand: Demand,
  multikey: boolean,
  points: number,
  fixed: ReadonlySet<string>,
): Bounds {
  if (demand.rank === null) return { ranges: keys.map(exactly), points, fixed, ranged: false };
  // in an array, one element may be above and another below
  const upper = multikey && demand.lower !== null ? null : demand.upper;
  const from = demand.lower ?? Buffer.from([demand.rank]);
  const to = upper ?? Buffer.from([demand.rank + 1]);
  const [gte, lt] = field.descending ? [above(inverted(to)), above(inverted(from))] : [from, to];
  const ranges = keys
    .map((key) => ({ gte: Buffer.concat([key, gte]), lt: Buffer.concat([key, lt]) }))
    .filter((range) => range.gte.compare(range.lt) < 0);
  return { ranges, points, fixed, ranged: true };
}

function joined(key: Buffer, value: Buffer, field: IndexField): Buffer {
  return Buffer.concat([key, field.descending ? inverted(value) : value]);
}

function exactly(key: Buffer): { gte: Buffer; lt: Buffer | null } {
  return { gte: key, lt: key.length === 0 ? null : above(key) };
}

/** 1 or −1 where reading the index forward or backward gives the order, else 0. */
function directionOf(
  fields: readonly IndexField[],
  index: Index | null,
  fixed: ReadonlySet<string>,
  order: readonly IndexField[],
): 1 | -1 | 0 {
  if (index?.multikey === true) return order.length === 0 ? 1 : 0;
  const wanted = order.filter(({ name }) => !fixed.has(name));
  const given = fields.filter(({ name }) => !fixed.has(name));
  if (index !== null && !index.unique) given.push(ID_FIELD);
  // a whole key is one document: what is asked for after it changes nothing
  const pairs = wanted.slice(0, given.length).map((want, at) => stepOf(want, given[at]));
  const first = pairs[0] ?? 1;
  return pairs.every((step) => step === first) ? first : 0;
}

function stepOf(want: IndexField, give: IndexField | undefined): 1 | -1 | 0 {
  if (give?.name !== want.name) return 0;
  return give.descending === want.descending ? 1 : -1;
}
