import { VerifierError, type VerifierCode } from '../errors.js';
import { concatBytes } from './bytes.js';
import type { CborValue } from './cbor.js';
import {
  hashOfSeed,
  maximumFields,
  rootOfRuns,
  runsOf,
  seedLength,
  seedOfRun,
  topSeed,
  type FieldValue,
  type Run,
  type Sm3,
} from './field-tree.js';
import { isPlainText } from './plain-text.js';
import { arrayShape } from './shape.js';

export type { FieldValue, Sm3 } from './field-tree.js';

const secretLength = 32;
const hashLength = 32;
const maximumTextLength = 2048;

/** Some fields of a licence with what proves that they lead to its fields root. */
export interface Disclosure {
  /** Number of fields of the whole tree. */
  readonly count: number;
  /** Shown values by field number: the position in the type's schema, from 0. */
  readonly fields: ReadonlyMap<number, FieldValue>;
  /** One of 16 bytes for each largest subtree shown as a whole, from left to right. */
  readonly seeds: readonly Uint8Array[];
  /** One of 32 bytes for each largest subtree hidden as a whole, from left to right. */
  readonly hashes: readonly Uint8Array[];
}

export interface FieldTree {
  readonly root: Uint8Array;
  /** @throws VerifierError FIELDS_ARGUMENT_WRONG */
  disclose(numbers: readonly number[]): Disclosure;
}

function fail(code: VerifierCode, message: string): never {
  throw new VerifierError(code, message);
}

function checkValue(value: unknown): asserts value is FieldValue {
  if (value === null || typeof value === 'boolean' || Number.isSafeInteger(value)) return;
  if (typeof value !== 'string') fail('FIELD_VALUE_INVALID', 'not a text, integer, truth or null');
  if (!isPlainText(value, maximumTextLength)) {
    fail(
      'FIELD_VALUE_INVALID',
      `a text has invisible characters or more than ${maximumTextLength}`,
    );
  }
}

/**
 * The tree over all fields of one licence, in the order of its type's schema.
 * @param secret - 32 random bytes, of this licence only; whoever has them can open every field
 * @throws VerifierError FIELDS_ARGUMENT_WRONG, FIELD_VALUE_INVALID, CBOR_INTEGER_RANGE, CBOR_TEXT_INVALID
 */
export function buildFields(
  values: readonly FieldValue[],
  secret: Uint8Array,
  sm3: Sm3,
): FieldTree {
  const count = values.length;
  if (count < 1 || count > maximumFields) {
    fail('FIELDS_ARGUMENT_WRONG', `not 1 to ${maximumFields} fields`);
  }
  if (secret.length !== secretLength) fail('FIELDS_ARGUMENT_WRONG', 'the secret is not 32 bytes');
  values.forEach(checkValue);
  const top = topSeed(secret, sm3);
  const valueAt = (number: number): FieldValue => values[number] as FieldValue;
  const seedOf = (run: Run): Uint8Array => seedOfRun(top, count, run, sm3);
  const hashOf = (run: Run): Uint8Array =>
    hashOfSeed(seedOf(run), run.start, run.end, valueAt, sm3);
  return {
    root: hashOfSeed(top, 0, count, valueAt, sm3),
    disclose: (numbers) => {
      const inOrder = [...numbers].sort((a, b) => a - b);
      const fields = new Map(inOrder.map((number) => [number, valueAt(number)]));
      const known = inOrder.every((number) => number in values);
      if (!known || fields.size === 0 || fields.size !== numbers.length) {
        fail('FIELDS_ARGUMENT_WRONG', 'no field, an unknown one, or one twice');
      }
      const runs = runsOf(count, (number) => fields.has(number));
      return {
        count,
        fields,
        seeds: runs.filter(({ shown }) => shown).map(seedOf),
        hashes: runs.filter(({ shown }) => !shown).map(hashOf),
      };
    },
  };
}

/** The order and number of seeds and hashes follow from the shown numbers: nothing is left to choose. */
function checkDisclosure({ count, fields, seeds, hashes }: Disclosure): readonly Run[] {
  if (!Number.isInteger(count) || count < 1) fail('DISCLOSURE_MALFORMED', 'a licence has fields');
  if (count > maximumFields) fail('DISCLOSURE_TOO_LARGE', `more than ${maximumFields} fields`);
  if (fields.size === 0) fail('DISCLOSURE_MALFORMED', 'shows no field');
  for (const [number, value] of fields) {
    if (!Number.isInteger(number) || number < 0 || number >= count) {
      fail('DISCLOSURE_MALFORMED', 'shows a field that the licence does not have');
    }
    checkValue(value);
  }
  const runs = runsOf(count, (number) => fields.has(number));
  const shown = runs.filter((run) => run.shown).length;
  checkParts('seeds', seeds, shown, seedLength);
  checkParts('hashes', hashes, runs.length - shown, hashLength);
  return runs;
}

function checkParts(
  name: string,
  parts: readonly Uint8Array[],
  needed: number,
  length: number,
): void {
  if (parts.length !== needed || parts.some((part) => part.length !== length)) {
    fail('DISCLOSURE_MALFORMED', `these fields need ${needed} ${name} of ${length} bytes`);
  }
}

/** @throws VerifierError DISCLOSURE_MALFORMED, DISCLOSURE_TOO_LARGE, FIELD_VALUE_INVALID */
export function disclosureToCbor(disclosure: Disclosure): CborValue {
  checkDisclosure(disclosure);
  const { count, fields, seeds, hashes } = disclosure;
  return [count, fields, concatBytes(...seeds), concatBytes(...hashes)];
}

/** @throws VerifierError DISCLOSURE_MALFORMED, DISCLOSURE_TOO_LARGE, FIELD_VALUE_INVALID */
export function disclosureFromCbor(value: CborValue): Disclosure {
  const shape = arrayShape('DISCLOSURE_MALFORMED', value, 4);
  const count = shape.count('count');
  const fields = shape.item();
  if (!(fields instanceof Map)) return shape.fail('fields are not a map');
  const disclosure = {
    count,
    fields: fields as ReadonlyMap<number, FieldValue>,
    seeds: pieces(shape.bytes('seeds'), seedLength),
    hashes: pieces(shape.bytes('hashes'), hashLength),
  };
  checkDisclosure(disclosure);
  return disclosure;
}

/** The last piece is shorter where the length does not fit. */
function pieces(bytes: Uint8Array, length: number): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += length) parts.push(bytes.subarray(at, at + length));
  return parts;
}

/**
 * Recomputes the fields root from what is shown; whether it is the credential's is for the caller to compare.
 * @throws VerifierError DISCLOSURE_MALFORMED, DISCLOSURE_TOO_LARGE, FIELD_VALUE_INVALID
 */
export function openDisclosure(
  disclosure: Disclosure,
  sm3: Sm3,
): { readonly root: Uint8Array; readonly fields: ReadonlyMap<number, FieldValue> } {
  const runs = checkDisclosure(disclosure);
  const { count, fields } = disclosure;
  const seeds = disclosure.seeds.values();
  const hashes = disclosure.hashes.values();
  const valueAt = (number: number): FieldValue => fields.get(number) as FieldValue;
  const tops = runs.map(({ start, end, shown }) =>
    shown
      ? hashOfSeed(seeds.next().value as Uint8Array, start, end, valueAt, sm3)
      : (hashes.next().value as Uint8Array),
  );
  return { root: rootOfRuns(count, runs, tops, sm3), fields };
}
