import type { Document } from './documents.js';
import { hasOperators, isTrue } from './match.js';
import { above, Rank, rankOf, valueKey } from './value-key.js';

/** What a filter demands of one field, as far as an index can use it; all of it is necessary, not sufficient. */
export interface Demand {
  /** The values of which it must be one. */
  points: readonly Buffer[] | null;
  /** Its kind, where it is compared; its key lies at or above `lower` and below `upper`. */
  rank: number | null;
  lower: Buffer | null;
  upper: Buffer | null;
  present: boolean;
}

const COMPARISONS = new Set(['$gt', '$gte', '$lt', '$lte']);

/** The demands of a filter on its fields, from its own level and that of its $and. */
export function demandsOf(filter: Document): ReadonlyMap<string, Demand> {
  const demands = new Map<string, Demand>();
  collect(filter, demands);
  return demands;
}

function collect(filter: Document, demands: Map<string, Demand>): void {
  for (const [name, condition] of Object.entries(filter)) {
    if (name === '$and') for (const part of condition as Document[]) collect(part, demands);
    if (name.startsWith('$')) continue;
    const demand = demands.get(name) ?? nothing();
    demands.set(name, demand);
    const operators = hasOperators(condition) ? condition : { $eq: condition };
    for (const [operator, operand] of Object.entries(operators)) {
      apply(demand, operator, operand);
    }
  }
}

function apply(demand: Demand, operator: string, operand: unknown): void {
  if (operator === '$eq') demandPoints(demand, [operand]);
  else if (operator === '$in') demandPoints(demand, operand as unknown[]);
  else if (operator === '$exists') demand.present ||= isTrue(operand);
  else if (COMPARISONS.has(operator)) demandRange(demand, operator, operand);
}

/** An array as operand also equals an element: the index cannot tell, so nothing is demanded of it. */
function demandPoints(demand: Demand, values: readonly unknown[]): void {
  if (values.some((value) => Array.isArray(value))) return;
  demand.points ??= distinctKeys(values);
  demand.present ||= values.every((value) => value !== null);
}

function distinctKeys(values: readonly unknown[]): Buffer[] {
  const keys = values.map(valueKey).sort((a, b) => a.compare(b));
  return keys.filter((key, at) => at === 0 || !key.equals(keys[at - 1] ?? key));
}

/** A second comparison with another kind is left to the filter itself. */
function demandRange(demand: Demand, operator: string, operand: unknown): void {
  const rank = rankOf(operand);
  if (rank === Rank.array || rank === Rank.null) return;
  demand.present = true;
  demand.rank ??= rank;
  if (demand.rank !== rank) return;
  const key = valueKey(operand);
  const bound = operator === '$gt' || operator === '$lte' ? above(key) : key;
  if (operator.startsWith('$gt')) demand.lower ??= bound;
  else demand.upper ??= bound;
}

function nothing(): Demand {
  return { points: null, rank: null, lower: null, upper: null, present: false };
}
