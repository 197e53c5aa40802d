import fc from 'fast-check';
import mongoose from 'mongoose';

const { Binary, Long, ObjectId } = mongoose.mongo;

/** Few values, so that they meet: of every kind, near each other, and hard to tell apart. */
const scalar = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 2, 3, -1, 1.5) },
  fc.constantFrom(2 ** 53, 2 ** 63, -(2 ** 63), -0, Infinity, -Infinity, NaN, 1e-300),
  fc.constantFrom(
    ...['9007199254740993', '-9007199254740993', '9223372036854775807', '9223372036854775806'].map(
      (text) => Long.fromString(text),
    ),
  ),
  { weight: 4, arbitrary: fc.constantFrom('', 'a', 'b', 'a\0', 'a\u0001', 'aa', '\uffff', '𐀀') },
  fc.constantFrom(null, true, false),
  fc.constantFrom(new Date(0), new Date(-1), new Date(1e12)),
  fc
    .constantFrom('000000000000000000000001', 'ff0000000000000000000000')
    .map((hex) => new ObjectId(hex)),
  fc.constantFrom(
    new Binary(Buffer.from([])),
    new Binary(Buffer.from([1, 0])),
    new Binary(Buffer.from([2])),
    new Binary(Buffer.from([1]), 5),
  ),
);
const small = fc.nat(5);
const object = fc.oneof(
  fc.record({ e: small }),
  fc.record({ e: scalar }, { requiredKeys: [] }),
  fc.record({ f: scalar, e: scalar }, { requiredKeys: [] }),
);
const value = fc.oneof({ weight: 5, arbitrary: scalar }, object);
const list = fc.oneof(
  fc.array(small, { maxLength: 3 }),
  fc.array(fc.oneof(value, fc.array(scalar, { maxLength: 2 })), { maxLength: 3 }),
);

/** Only c and d hold arrays, and never both: no index is over two arrays. */
const plainDocument = fc.record({ a: value, b: value, c: value, d: object }, { requiredKeys: [] });
const listDocument = fc.record({ a: scalar, b: value, c: list }, { requiredKeys: [] });
const objectsDocument = fc.record(
  { a: scalar, b: value, d: fc.array(fc.oneof(object, scalar), { maxLength: 3 }) },
  { requiredKeys: [] },
);
export const document = fc.oneof(plainDocument, listDocument, objectsDocument);

const operand = fc.oneof({ weight: 6, arbitrary: value }, list);
const comparison = fc
  .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), operand)
  .map(([operator, one]) => ({ [operator]: one }));
const membership = fc
  .tuple(fc.constantFrom('$in', '$nin'), fc.array(operand, { maxLength: 4 }))
  .map(([operator, some]) => ({ [operator]: some }));
const range = fc
  .oneof({ weight: 3, arbitrary: fc.tuple(small, small) }, fc.tuple(operand, operand))
  .map(([from, to]) => ({ $gte: from, $lt: to }));
const existence = fc.boolean().map((is) => ({ $exists: is }));
const operators = fc.oneof({ weight: 3, arbitrary: comparison }, membership, range, existence);
const condition = fc.oneof(
  { weight: 3, arbitrary: operand },
  { weight: 5, arbitrary: operators },
  operators.map((one) => ({ $not: one })),
);
const field = fc.constantFrom('a', 'b', 'c', 'c', 'd', 'd.e', 'd.e');
const simpleFilter = fc
  .array(fc.tuple(field, condition), { maxLength: 3 })
  .map((pairs) => Object.fromEntries(pairs) as Record<string, unknown>);
export const filter = fc.oneof(
  { weight: 4, arbitrary: simpleFilter },
  fc
    .tuple(
      fc.constantFrom('$and', '$or', '$nor'),
      fc.array(simpleFilter, { minLength: 1, maxLength: 2 }),
    )
    .map(([logic, parts]) => ({ [logic]: parts })),
  fc.tuple(simpleFilter, simpleFilter).map(([one, other]) => ({ ...one, $and: [other] })),
);

const sortBy = (names: readonly string[], minLength: number) =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), fc.constantFrom(1, -1)), {
      selector: ([name]) => name,
      minLength,
      maxLength: 3,
    })
    .map((pairs) => Object.fromEntries(pairs) as Record<string, 1 | -1>);
export const sort = sortBy(['a', 'b', 'c', 'c', 'd.e', '_id'], 0);

/** Changes that leave arrays where they may be. */
export const update = fc.oneof(
  value.map((b) => ({ $set: { b } })),
  scalar.map((a) => ({ $set: { a } })),
  fc.constantFrom('a', 'b', 'c', 'd').map((name) => ({ $unset: { [name]: '' } })),
);

const indexes: readonly (readonly [Record<string, 1 | -1>, object])[] = [
  [{ a: 1 }, {}],
  [{ b: -1, a: 1 }, {}],
  [{ c: 1 }, {}],
  [{ 'd.e': -1 }, {}],
  [{ c: -1, b: 1 }, {}],
  [{ a: 1, b: 1, c: 1 }, {}],
  [{ a: 1, 'd.e': 1 }, {}],
  [{ b: 1 }, { partialFilterExpression: { b: { $exists: true } } }],
  [{ a: -1 }, { partialFilterExpression: { a: { $gt: 0 } } }],
  [{ b: 1, c: 1 }, { partialFilterExpression: { a: 1 } }],
  [{ a: 1, b: -1 }, { partialFilterExpression: { b: { $lte: 'a' } } }],
];
export const indexSet = fc.subarray([...indexes], { maxLength: 5 });

/** Small numbers in lists, where the rules of arrays bite: every condition may be met by another element. */
const numbers = fc.oneof(small, fc.array(small, { maxLength: 3 }));
const numberCondition = fc.oneof(
  numbers,
  fc.tuple(small, small).map(([from, to]) => ({ $gte: from, $lt: to })),
  fc.tuple(small, small).map(([from, to]) => ({ $gt: from, $lte: to })),
  fc.array(small, { maxLength: 3 }).map(($in) => ({ $in })),
);
export const crowd = {
  document: fc.oneof(
    fc.record({ a: small, c: numbers }),
    fc.record({ a: small, d: fc.array(fc.record({ e: small, f: small }), { maxLength: 3 }) }),
  ),
  filter: fc
    .array(fc.tuple(fc.constantFrom('a', 'c', 'd.e', 'd.f'), numberCondition), {
      minLength: 1,
      maxLength: 2,
    })
    .map((pairs) => Object.fromEntries(pairs) as Record<string, unknown>),
  sort: sortBy(['a', 'c', 'd.e'], 1),
  indexSet: fc
    .constantFrom<Record<string, 1 | -1>>({ c: 1 }, { c: -1, a: 1 }, { 'd.e': 1 }, { a: 1, c: 1 })
    .map((keys) => [[keys, {}]] as const),
};
