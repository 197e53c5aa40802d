/** MongoDB's rules written down naively, without keys of bytes and without indexes: what the store is compared with. */

type Doc = Record<string, unknown>;
interface Tagged {
  _bsontype?: string;
}

const order = ['nothing', 'null', 'number', 'string', 'object', 'array', 'binary', 'id', 'boolean'];

function kind(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  const tag = (value as Tagged)._bsontype;
  if (tag === 'Binary') return 'binary';
  if (tag === 'ObjectId') return 'id';
  if (tag === 'Long') return 'number';
  return typeof value;
}

function place(value: unknown): number {
  const at = order.indexOf(kind(value));
  return at < 0 ? order.length : at;
}

export function compare(a: unknown, b: unknown): number {
  const [first, second] = [place(a), place(b)];
  if (first !== second) return first - second;
  switch (kind(a)) {
    case 'number':
      return compareNumbers(a, b);
    case 'string':
      return Buffer.compare(Buffer.from(a as string), Buffer.from(b as string));
    case 'boolean':
      return Number(a) - Number(b);
    case 'date':
      return (a as Date).getTime() - (b as Date).getTime();
    case 'id':
      return Buffer.compare((a as { id: Buffer }).id, (b as { id: Buffer }).id);
    case 'binary':
      return compareBinaries(a as Bytes, b as Bytes);
    case 'array':
    case 'object':
      return compareFields(Object.entries(a as object), Object.entries(b as object));
    default:
      return 0;
  }
}

interface Bytes {
  sub_type: number;
  value(): Uint8Array;
}

function compareBinaries(a: Bytes, b: Bytes): number {
  const [first, second] = [a.value(), b.value()];
  return first.length - second.length || a.sub_type - b.sub_type || Buffer.compare(first, second);
}

function compareNumbers(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') {
    if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
    if (Number.isNaN(b)) return 1;
    return a < b ? -1 : Number(a > b);
  }
  return compareExact(a as number | Long, b as number | Long);
}

interface Long {
  toBigInt(): bigint;
}

/** JavaScript compares a bigint with a number exactly. */
function compareExact(a: number | Long, b: number | Long): number {
  if (Number.isNaN(a)) return -1;
  if (Number.isNaN(b)) return 1;
  const [first, second] = [a, b].map((x) => (typeof x === 'number' ? x : x.toBigInt())) as [
    bigint,
    bigint,
  ];
  return first < second ? -1 : Number(first > second);
}

function compareFields(a: [string, unknown][], b: [string, unknown][]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [first, second] = [a[at], b[at]];
    if (first === undefined) return -1;
    if (second === undefined) return 1;
    const kinds = place(first[1]) - place(second[1]);
    if (kinds !== 0) return kinds;
    const names = Buffer.compare(Buffer.from(first[0]), Buffer.from(second[0]));
    if (names !== 0) return names;
    const values = compare(first[1], second[1]);
    if (values !== 0) return values;
  }
  return 0;
}

/** All values at a path; an array at its end gives its elements and itself. */
function reach(value: unknown, path: readonly string[]): unknown[] {
  const [field, ...rest] = path;
  if (field === undefined) return Array.isArray(value) ? [...(value as unknown[]), value] : [value];
  if (kind(value) !== 'object') return [undefined];
  const next = (value as Doc)[field];
  if (!Array.isArray(next) || rest.length === 0) return reach(next, rest);
  return (next as unknown[])
    .filter((one) => kind(one) === 'object')
    .flatMap((one) => reach(one, rest));
}

function holds(element: unknown, operator: string, operand: unknown): boolean {
  const bothNull = place(element) <= 1 && place(operand) <= 1;
  const sameKind = place(element) === place(operand) || bothNull;
  const result = bothNull ? 0 : compare(element, operand);
  const isNaN = Number.isNaN(element) || Number.isNaN(operand);
  switch (operator) {
    case '$eq':
      return sameKind && result === 0;
    case '$gt':
      return sameKind && result > 0 && !isNaN;
    case '$gte':
      return sameKind && (result === 0 || (result > 0 && !isNaN));
    case '$lt':
      return sameKind && result < 0 && !isNaN;
    case '$lte':
      return sameKind && (result === 0 || (result < 0 && !isNaN));
    case '$in':
      return (operand as unknown[]).some((one) => holds(element, '$eq', one));
    case '$exists':
      return element !== undefined;
    default:
      throw new Error(`the reference has no ${operator}`);
  }
}

function fieldMatches(document: Doc, path: string, condition: unknown): boolean {
  const isOperators =
    kind(condition) === 'object' && Object.keys(condition as object).some((k) => k.startsWith('$'));
  const operators = Object.entries(isOperators ? (condition as Doc) : { $eq: condition });
  const elements = reach(document, path.split('.'));
  return operators.every(([operator, operand]) => {
    if (operator === '$not') return !fieldMatches(document, path, operand);
    if (operator === '$ne') return !elements.some((one) => holds(one, '$eq', operand));
    if (operator === '$nin') return !elements.some((one) => holds(one, '$in', operand));
    const found = elements.some((one) => holds(one, operator, operand));
    return operator === '$exists' ? found === operand : found;
  });
}

export function matches(document: Doc, filter: Doc): boolean {
  return Object.entries(filter).every(([name, condition]) => {
    if (name === '$and') return (condition as Doc[]).every((part) => matches(document, part));
    if (name === '$or') return (condition as Doc[]).some((part) => matches(document, part));
    if (name === '$nor') return !(condition as Doc[]).some((part) => matches(document, part));
    return fieldMatches(document, name, condition);
  });
}

/** What a sort takes of a field: of an array its least or greatest element. */
function sortValue(document: Doc, path: string, direction: number): unknown {
  const values = spread(document, path.split('.'));
  const sorted = values.sort((a, b) => direction * compareSort(a, b));
  return sorted[0];
}

const emptyArray = Symbol('an empty array');

function spread(value: unknown, path: readonly string[]): unknown[] {
  const [field, ...rest] = path;
  if (field === undefined) {
    if (!Array.isArray(value)) return [value ?? null];
    return value.length === 0 ? [emptyArray] : [...(value as unknown[])];
  }
  if (kind(value) !== 'object') return [null];
  const next = (value as Doc)[field];
  if (!Array.isArray(next) || rest.length === 0) return spread(next, rest);
  if (next.length === 0) return [null];
  return (next as unknown[]).flatMap((one) => spread(one, rest));
}

function compareSort(a: unknown, b: unknown): number {
  if (a === emptyArray || b === emptyArray)
    return Number(b === emptyArray) - Number(a === emptyArray);
  return compare(a, b);
}

/** The order of two documents in a sort whose fields hold at most one array together. */
export function compareBy(sort: Readonly<Record<string, 1 | -1>>) {
  return (a: Doc, b: Doc): number => {
    for (const [path, direction] of Object.entries(sort)) {
      const [first, second] = [sortValue(a, path, direction), sortValue(b, path, direction)];
      const result = direction * compareSort(first, second);
      if (result !== 0) return result;
    }
    return 0;
  };
}
