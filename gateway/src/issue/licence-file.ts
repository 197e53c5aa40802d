import { buildFields, type Disclosure, type FieldValue } from '@yinzhao/verifier/format/fields';
import { encodeLicenceFile } from '@yinzhao/verifier/format/licence-file';
import { GatewayError } from '../errors.js';
import type { LicenceRecord } from '../store/licence.js';
import type { LicenceType } from '../types/licence-type.js';
import { certificateOf, receiptOf, type ReceiptParts } from './receipt.js';

export interface FileWish {
  /** Names of the fields to show; null: all of them. */
  readonly fields: readonly string[] | null;
  /** Whether a file without a receipt will do: it verifies nowhere until it has one. */
  readonly receipt: 'required' | 'ifPresent';
}

/**
 * A `.yzl` that shows the wished fields and nothing else of the licence.
 * @throws GatewayError QUERY_INVALID, LICENCE_NOT_ANCHORED, RECEIPT_NOT_READY
 */
export async function licenceFile(
  parts: ReceiptParts,
  licence: LicenceRecord,
  { fields, receipt }: FileWish,
): Promise<Uint8Array> {
  const { types, issuers, engine } = parts;
  const numbers = numbersOf(types.get(licence.type), licence, fields);
  const shown = numbers.length === 0 ? null : disclose(licence, numbers, engine.sm3);
  const made = await receiptOf(parts, licence).catch((error: unknown) => {
    if (receipt === 'ifPresent' && error instanceof GatewayError) return null;
    throw error;
  });
  return encodeLicenceFile({
    credential: licence.credential ?? null,
    disclosure: shown,
    receipt: made,
    chain: certificateOf(await issuers.bundle(), licence, engine),
  });
}

function disclose(
  licence: LicenceRecord,
  numbers: readonly number[],
  sm3: (bytes: Uint8Array) => Uint8Array,
): Disclosure {
  return buildFields(licence.values as readonly FieldValue[], licence.seed, sm3).disclose(numbers);
}

function numbersOf(
  type: LicenceType | undefined,
  { values }: LicenceRecord,
  wished: readonly string[] | null,
): readonly number[] {
  if (wished === null) return values.map((_value, i) => i);
  const names = type?.fields.map(({ name }) => name) ?? [];
  const numbers = wished.map((name) => names.indexOf(name));
  if (numbers.includes(-1) || new Set(numbers).size !== numbers.length) {
    throw new GatewayError('QUERY_INVALID', 'a field that the type does not have, or one twice');
  }
  return numbers;
}
