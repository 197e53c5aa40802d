import type { Demand } from './bounds.js';
import type { Document } from './documents.js';
import { hasOperators } from './match.js';
import { above, rankOf, valueKey } from './value-key.js';

/** Whether everything that meets these demands stands in an index with that partialFilterExpression. */
export function isImplied(partial: Document | null, demands: ReadonlyMap<string, Demand>): boolean {
  return Object.entries(partial ?? {}).every(([name, condition]) => {
    const demand = demands.get(name);
    if (name.startsWith('$') || demand === undefined) return false;
    const operators = hasOperators(condition) ? condition : { $eq: condition };
    return Object.entries(operators).every(([operator, operand]) =>
      implies(demand, operator, operand),
    );
  });
}

function implies(demand: Demand, operator: string, operand: unknown): boolean {
  if (operator === '$exists') return demand.present;
  const key = valueKey(operand);
  const rank = rankOf(operand);
  if (demand.points !== null) {
    return demand.points.every((point) => point[0] === rank && meets(operator, point, key));
  }
  return demand.rank === rank && isTighter(demand, operator, key);
}

function isTighter({ lower, upper }: Demand, operator: string, key: Buffer): boolean {
  if (operator.startsWith('$gt')) {
    return lower !== null && lower.compare(operator === '$gt' ? above(key) : key) >= 0;
  }
  if (!operator.startsWith('$lt')) return false;
  return upper !== null && upper.compare(operator === '$lt' ? key : above(key)) <= 0;
}

function meets(operator: string, point: Buffer, key: Buffer): boolean {
  const order = point.compare(key);
  if (operator === '$eq') return order === 0;
  if (operator === '$gt') return order > 0;
  if (operator === '$gte') return order >= 0;
  if (operator === '$lt') return order < 0;
  return order <= 0;
}
