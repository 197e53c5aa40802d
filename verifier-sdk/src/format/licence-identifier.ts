import { VerifierError } from '../errors.js';

/** GB/T 36904 without its root 1.2.156.3005.2. */
export interface LicenceIdentifier {
  /** Unified social credit code of the body that defines the type, and 3 digits: 21 characters. */
  readonly type: string;
  /** Unified social credit code of the issuing body: 18 characters. */
  readonly body: string;
  /** 7 to 32 characters. */
  readonly serial: string;
  /** 3 digits from 001: a new issue of the same licence has the next one. */
  readonly version: string;
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const modulus = alphabet.length;
const form = /^([0-9A-Z]{18}[0-9]{3})\.([0-9A-Z]{18})\.([0-9A-Z]{7,32})\.([0-9]{3})\.([0-9A-Z])$/;

function malformed(message: string): never {
  throw new VerifierError('IDENTIFIER_MALFORMED', message);
}

/**
 * ISO/IEC 7064 MOD 37,36 over digits and capital letters.
 * @throws VerifierError IDENTIFIER_MALFORMED
 */
export function checkCharacter(text: string): string {
  let product = modulus;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) malformed('a character is not 0–9 or A–Z');
    const sum = (product + value) % modulus || modulus;
    product = (sum * 2) % (modulus + 1);
  }
  return alphabet.charAt((modulus + 1 - product) % modulus);
}

/**
 * `type.body.serial.version.check`
 * @throws VerifierError IDENTIFIER_MALFORMED
 */
export function formatIdentifier({ type, body, serial, version }: LicenceIdentifier): string {
  const check = checkCharacter(type + body + serial + version);
  const text = [type, body, serial, version, check].join('.');
  parseIdentifier(text);
  return text;
}

/** @throws VerifierError IDENTIFIER_MALFORMED, IDENTIFIER_CHECK_WRONG */
export function parseIdentifier(text: string): LicenceIdentifier {
  const parts = form.exec(text);
  if (!parts) return malformed('not type, body, serial, version and check character');
  const [, type, body, serial, version, check] = parts as unknown as string[] & { length: 6 };
  if (version === '000') malformed('versions count from 001');
  const identifier = { type, body, serial, version } as LicenceIdentifier;
  if (checkCharacter(`${type}${body}${serial}${version}`) !== check) {
    throw new VerifierError('IDENTIFIER_CHECK_WRONG', 'the check character does not fit');
  }
  return identifier;
}
