import { isPlain, unsupported, type Document } from './documents.js';
import { serverError } from './errors.js';
import { hasOperators } from './match.js';
import { pathOf } from './paths.js';

export interface Change {
  /** Changes a document in place. */
  readonly apply: (document: Document, inserting: boolean) => void;
  /** The fields of the document's own level that may be others afterwards. */
  readonly touched: ReadonlySet<string>;
}

interface Step {
  readonly operator: Operator;
  readonly name: string;
  readonly path: readonly string[];
  readonly operand: unknown;
}

type Operator = keyof typeof operators;
type Apply = (holder: Document, field: string, operand: unknown, name: string) => void;

const operators = {
  $set: (holder, field, operand) => {
    holder[field] = operand;
  },
  $setOnInsert: (holder, field, operand) => {
    holder[field] = operand;
  },
  $unset: (holder, field) => {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
    delete holder[field];
  },
  $inc: increment,
  $push: push,
} satisfies Record<string, Apply>;

/** @throws StoreError STORE_UNSUPPORTED for anything but the operators above, MongoServerError where they clash */
export function changeOf(update: Document): Change {
  const steps = stepsOf(update);
  refuseClashes(steps);
  return {
    touched: new Set(steps.map(({ path }) => path[0] ?? '')),
    apply: (document, inserting) => {
      for (const step of steps) {
        if (step.operator !== '$setOnInsert' || inserting) applyStep(document, step);
      }
    },
  };
}

function applyStep(document: Document, { operator, name, path, operand }: Step): void {
  const holder = holderOf(document, path, name, operator !== '$unset');
  const field = path[path.length - 1];
  if (holder === null || field === undefined) return;
  operators[operator](holder, field, copied(operand), name);
}

/** In the order in which MongoDB applies them: by name. */
function stepsOf(update: Document): Step[] {
  const steps: Step[] = [];
  for (const [operator, changes] of Object.entries(update)) {
    if (!operator.startsWith('$')) unsupported('replacing documents whole');
    if (!Object.hasOwn(operators, operator)) unsupported(`the operator ${operator}`);
    if (!isPlain(changes)) throw serverError(9, 'FailedToParse', `${operator} needs an object`);
    for (const [name, operand] of Object.entries(changes)) {
      steps.push({ operator: operator as Operator, name, path: pathOf(name), operand });
    }
  }
  if (steps.length === 0 && Object.keys(update).length === 0) unsupported('empty updates');
  return steps.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function refuseClashes(steps: readonly Step[]): void {
  const names = new Set<string>();
  for (const { name, path } of steps) {
    const above = path.map((_, at) => path.slice(0, at + 1).join('.'));
    // sorted by name, a path stands before all that lie below it, save where '-' or the like comes between
    if (above.some((prefix) => names.has(prefix))) {
      throw serverError(40, 'ConflictingUpdateOperators', `two changes of '${name}'`);
    }
    names.add(name);
  }
}

/** The object that holds the last field of the path; null where it is missing and not to be made. */
function holderOf(
  document: Document,
  path: readonly string[],
  name: string,
  making: boolean,
): Document | null {
  let holder = document;
  for (const field of path.slice(0, -1)) {
    let next = Object.hasOwn(holder, field) ? holder[field] : undefined;
    if (next === undefined) {
      if (!making) return null;
      next = {};
      holder[field] = next;
    }
    if (!isPlain(next)) {
      if (Array.isArray(next)) return unsupported(`updates within arrays (${name})`);
      if (!making) return null;
      throw serverError(28, 'PathNotViable', `'${name}' leads through a value that is no object`);
    }
    holder = next;
  }
  return holder;
}

function increment(holder: Document, field: string, operand: unknown, name: string): void {
  const old = Object.hasOwn(holder, field) ? holder[field] : 0;
  if (typeof operand !== 'number') return refuseOperand('$inc', operand, name);
  if (typeof old !== 'number') return refuseOperand('$inc', old, name);
  const sum = old + operand;
  if (Number.isInteger(old) && Number.isInteger(operand) && !Number.isSafeInteger(sum)) {
    return unsupported('$inc beyond 2^53');
  }
  holder[field] = sum;
}

function refuseOperand(operator: string, value: unknown, name: string): never {
  if (typeof value === 'object' && value !== null && '_bsontype' in value) {
    return unsupported(`${operator} with 64-bit integers beyond 2^53 and other number types`);
  }
  throw serverError(
    14,
    'TypeMismatch',
    `cannot apply ${operator} to a value that is no number: '${name}'`,
  );
}

/** A value, or a list of them under $each. */
function push(holder: Document, field: string, operand: unknown, name: string): void {
  const old = Object.hasOwn(holder, field) ? holder[field] : [];
  if (!Array.isArray(old))
    throw serverError(2, 'BadValue', `'${name}' must be an array to push to`);
  let added: unknown[] = [operand];
  if (hasOperators(operand)) {
    const { $each, ...others } = operand;
    if (Object.keys(others).length > 0) unsupported('$push with more than $each');
    if (!Array.isArray($each)) throw serverError(2, 'BadValue', '$each needs an array');
    added = $each;
  }
  holder[field] = [...(old as unknown[]), ...added];
}

/** One update serves many documents: they must not share what a later step could change. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, copied(field)]));
}

/** The document that an upsert starts from: the equalities of its filter. */
export function seedOf(filter: Document): Document {
  const seed: Document = {};
  for (const [name, condition] of Object.entries(filter)) {
    if (name === '$and') {
      for (const part of condition as Document[]) Object.assign(seed, seedOf(part));
      continue;
    }
    const value = hasOperators(condition) ? condition['$eq'] : condition;
    if (name.startsWith('$') || value === undefined) continue;
    const path = pathOf(name);
    const holder = holderOf(seed, path, name, true);
    const field = path[path.length - 1];
    if (holder !== null && field !== undefined) holder[field] = copied(value);
  }
  return seed;
}
