import { VerifierError } from '@yinzhao/verifier/errors';
import { LedgerError } from '../errors.js';

/** A refusal is an answer, not an accident: whoever batches drops the refused group and sends the others. */
export type Ruling<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: LedgerError };

/** Turns what the rules throw into a ruling; anything else is a defect and goes on up. */
export async function rule<Value>(judge: () => Promise<Value>): Promise<Ruling<Value>> {
  try {
    return { ok: true, value: await judge() };
  } catch (error) {
    return { ok: false, refusal: refusalOf(error) };
  }
}

export function refusalOf(error: unknown, group?: number): LedgerError {
  if (error instanceof LedgerError && (group === undefined || error.group !== null)) return error;
  if (error instanceof LedgerError || error instanceof VerifierError) {
    const place = group === undefined ? {} : { group };
    return new LedgerError(error.code, error.message, { cause: error, ...place });
  }
  throw error;
}
