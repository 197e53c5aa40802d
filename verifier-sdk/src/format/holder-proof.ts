import { VerifierError } from '../errors.js';
import { encodeCbor, type CborValue } from './cbor.js';
import { disclosureToCbor, type Disclosure, type Sm3 } from './fields.js';
import { isPlainText } from './plain-text.js';
import { arrayShape, type Shape } from './shape.js';

/** What a device states when its holder shows a licence. */
export interface Showing {
  /** The device's clock, Unix milliseconds. */
  readonly time: number;
  /** What it is shown for, and to whom; null: not stated. */
  readonly purpose: string | null;
  readonly audience: string | null;
  /** 16 random bytes that the verifier has just drawn; null: it gave none. */
  readonly challenge: Uint8Array | null;
}

/** A showing, signed by the device whose key stands in the credential. */
export interface HolderProof extends Showing {
  /** SM2, r ‖ s, over {@link holderProofMessage}. */
  readonly signature: Uint8Array;
}

/** What is shown: the credential and the chosen fields, and nothing about where it is anchored. */
export interface ShownContent {
  /** As it is signed by its issuer. */
  readonly credential: Uint8Array;
  readonly disclosure: Disclosure | null;
}

const context = 'yinzhao/holder-proof/v1';
const code = 'HOLDER_PROOF_MALFORMED';
export const challengeLength = 16;
/** As in an annotated copy. */
const maximumText = 128;

/**
 * Exactly what the device signs, with the key that the credential names. Its private key never comes here.
 * @throws VerifierError HOLDER_PROOF_MALFORMED, a DISCLOSURE_ or FIELD_ code
 */
export function holderProofMessage(shown: ShownContent, showing: Showing, sm3: Sm3): Uint8Array {
  const { time, purpose, audience, challenge } = showing;
  check(showing);
  const content = encodeCbor([
    shown.credential,
    shown.disclosure && disclosureToCbor(shown.disclosure),
  ]);
  return encodeCbor([context, sm3(content), time, purpose, audience, challenge]);
}

/** @throws VerifierError HOLDER_PROOF_MALFORMED */
export function holderProofToCbor(proof: HolderProof): CborValue {
  const { time, purpose, audience, challenge, signature } = proof;
  const value = [time, purpose, audience, challenge, signature];
  holderProofFromCbor(value);
  return value;
}

/** @throws VerifierError HOLDER_PROOF_MALFORMED */
export function holderProofFromCbor(value: CborValue): HolderProof {
  const shape = arrayShape(code, value, 5);
  const showing = {
    time: shape.count('time'),
    purpose: shape.textOrNull('purpose'),
    audience: shape.textOrNull('audience'),
    challenge: shape.bytesOrNull('challenge'),
  };
  check(showing, shape);
  return { ...showing, signature: shape.bytes('signature', 64) };
}

function check({ time, purpose, audience, challenge }: Showing, shape?: Shape): void {
  const fail = (message: string): never => {
    if (shape !== undefined) return shape.fail(message);
    throw new VerifierError(code, message);
  };
  if (!Number.isSafeInteger(time) || time < 0) fail('time is not Unix milliseconds');
  for (const text of [purpose, audience]) {
    if (text !== null && !isLine(text)) fail('a text is not one line of plain text');
  }
  if (challenge !== null && challenge.length !== challengeLength) {
    fail(`a challenge is ${challengeLength} bytes`);
  }
}

function isLine(text: string): boolean {
  return text !== '' && !text.includes('\n') && isPlainText(text, maximumText);
}
