import { Context } from 'mingo/core';
import { $and, $nor, $not, $or } from 'mingo/operators/query/logical';
import { Query } from 'mingo/query';
import { isPlain, unsupported, type Document } from './documents.js';
import { elementsAt, pathOf } from './paths.js';
import { Rank, rankOf, valueKey } from './value-key.js';

export type Predicate = (document: Document) => boolean;
type Test = (element: unknown) => boolean;

/** Of mingo only the logic of queries is used, and only with these comparisons: its own are not BSON's. */
const comparisons = {
  $eq: (field: string, operand: unknown) => some(field, equals(operand)),
  $ne: (field: string, operand: unknown) => none(field, equals(operand)),
  $gt: (field: string, operand: unknown) =>
    some(
      field,
      compares(operand, (order) => order > 0),
    ),
  $gte: (field: string, operand: unknown) =>
    some(
      field,
      compares(operand, (order) => order >= 0),
    ),
  $lt: (field: string, operand: unknown) =>
    some(
      field,
      compares(operand, (order) => order < 0),
    ),
  $lte: (field: string, operand: unknown) =>
    some(
      field,
      compares(operand, (order) => order <= 0),
    ),
  $in: (field: string, operand: unknown) => some(field, anyOf(operand)),
  $nin: (field: string, operand: unknown) => none(field, anyOf(operand)),
  $exists: (field: string, operand: unknown) =>
    isTrue(operand)
      ? some(field, (element) => element !== undefined)
      : none(field, (element) => element !== undefined),
};
const LOGIC = new Set(['$and', '$or', '$nor']);

const context = Context.init({
  query: { $and, $or, $nor, $not, ...comparisons },
});

/** @throws StoreError STORE_UNSUPPORTED for anything but the operators above */
export function matcher(filter: Document): Predicate {
  assertFilter(filter);
  if (Object.keys(filter).length === 0) return () => true;
  const query = new Query(filter, { context, scriptEnabled: false });
  return (document) => query.test(document);
}

function assertFilter(filter: unknown): void {
  if (!isPlain(filter)) return unsupported('filters that are no objects');
  for (const [name, condition] of Object.entries(filter)) {
    if (LOGIC.has(name)) assertList(name, condition);
    else if (name.startsWith('$')) unsupported(`the operator ${name}`);
    else assertCondition(name, condition);
  }
}

function assertList(name: string, list: unknown): void {
  if (!Array.isArray(list) || list.length === 0) return unsupported(`${name} without a list`);
  for (const filter of list) assertFilter(filter);
}

function assertCondition(field: string, condition: unknown): void {
  pathOf(field);
  if (!hasOperators(condition)) {
    valueKey(condition);
    return;
  }
  for (const [operator, operand] of Object.entries(condition)) {
    if (operator === '$not') {
      if (!hasOperators(operand)) return unsupported('$not without operators');
      assertCondition(field, operand);
    } else if (!Object.hasOwn(comparisons, operator)) {
      unsupported(`the operator ${operator}`);
    }
  }
}

/** As $exists takes its operand. */
export function isTrue(operand: unknown): boolean {
  return operand !== false && operand !== 0 && operand !== null;
}

/** Whether a condition consists of operators; operators beside fields are refused. */
export function hasOperators(condition: unknown): condition is Document {
  if (!isPlain(condition)) return false;
  const names = Object.keys(condition);
  const operators = names.filter((name) => name.startsWith('$')).length;
  if (operators > 0 && operators < names.length) unsupported('operators mixed with fields');
  return operators > 0;
}

function some(field: string, test: Test): Predicate {
  const path = pathOf(field);
  return (document) => elementsAt(document, path).some(test);
}

function none(field: string, test: Test): Predicate {
  const holds = some(field, test);
  return (document) => !holds(document);
}

/** Null also equals what is missing. */
function equals(operand: unknown): Test {
  const key = valueKey(operand);
  const rank = rankOf(operand);
  return (element) => rankOf(element) === rank && valueKey(element).equals(key);
}

function anyOf(operand: unknown): Test {
  if (!Array.isArray(operand)) return unsupported('$in and $nin without a list');
  const keys = new Set(operand.map((value) => valueKey(value).toString('latin1')));
  return (element) => keys.has(valueKey(element).toString('latin1'));
}

/** Only values of one kind compare; what is no number is neither less nor greater than a number. */
function compares(operand: unknown, holds: (order: number) => boolean): Test {
  const key = valueKey(operand);
  const rank = rankOf(operand);
  return (element) => {
    if (rankOf(element) !== rank) return false;
    const order = valueKey(element).compare(key);
    if (rank === Rank.number && order !== 0 && (isNaN(element) || isNaN(operand))) return false;
    return holds(order);
  };
}

function isNaN(value: unknown): boolean {
  return typeof value === 'number' && Number.isNaN(value);
}
