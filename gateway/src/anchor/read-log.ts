import {
  groupAnswer,
  headAnswer,
  issuerAnswer,
  leafStateAnswer,
  type Head,
  type Issuer,
  type LeafState,
  type PlacedGroup,
} from '@yinzhao/chaincode';
import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import type { Ledger } from '../ledger/ledger.js';

/**
 * Head of a log; size 0 where nothing was anchored.
 * @param peer - another peer than the own one
 */
export async function readHead(ledger: Ledger, log: string, peer?: string): Promise<Head> {
  return headAnswer.decode(await ledger.query('readHead', [encodeUtf8(log)], peer));
}

/**
 * Where a group stands; null where it does not.
 * @param certificate - SM3 of the issuing certificate
 */
export async function readGroup(
  ledger: Ledger,
  log: string,
  certificate: Uint8Array,
  number: number,
): Promise<PlacedGroup | null> {
  const parameters = [encodeUtf8(log), certificate, encodeUtf8(`${number}`)];
  return groupAnswer.decode(await ledger.query('readGroup', parameters));
}

/** The body, the log and the last group number of an issuing certificate, named by its SM3. */
export async function readIssuer(ledger: Ledger, certificate: Uint8Array): Promise<Issuer | null> {
  return issuerAnswer.decode(await ledger.query('readIssuer', [certificate]));
}

/** The last statement about a leaf; null where none was made. */
export async function readStatus(
  ledger: Ledger,
  log: string,
  leafIndex: number,
): Promise<LeafState | null> {
  const parameters = [encodeUtf8(log), encodeUtf8(`${leafIndex}`)];
  return leafStateAnswer.decode(await ledger.query('readStatus', parameters));
}
