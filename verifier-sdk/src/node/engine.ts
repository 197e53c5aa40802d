import { createPublicKey, createVerify, hash, type KeyObject } from 'node:crypto';
import type { Engine } from '../sm/engine.js';
import { rememberKeys } from '../sm/remember-keys.js';
import { selfTest } from '../sm/self-test.js';
import { checkPublicKey, encodeSpki, zInput } from '../sm/sm2-curve.js';
import { signatureToDer } from '../sm/sm2-signature.js';

interface PreparedKey {
  readonly key: KeyObject;
  readonly z: Uint8Array;
}

function sm3(bytes: Uint8Array): Uint8Array {
  // One call without a stream object: a third faster for the 66 bytes of a leaf.
  return hash('sm3', bytes, 'buffer');
}

/** Importing a key costs a third of a verification. */
function prepareKey(publicKey: Uint8Array): PreparedKey {
  checkPublicKey(publicKey);
  const key = createPublicKey({
    key: Buffer.from(encodeSpki(publicKey)),
    format: 'der',
    type: 'spki',
  });
  return { key, z: sm3(zInput(publicKey)) };
}

/**
 * Node's own SM2 and SM3 (OpenSSL), the fastest there is. `crypto.verify` would hash with an empty user ID; the streaming
 * form adds no Z at all, so Z ‖ message fed to it is the standard's signature for any user ID.
 * @throws VerifierError ENGINE_SELF_TEST_FAILED where this Node computes something else
 */
export function nodeEngine(): Engine {
  const prepare = rememberKeys(prepareKey);
  const engine: Engine = {
    name: 'node',
    sm3,
    verify: (publicKey, message, signature) => {
      const { key, z } = prepare(publicKey);
      if (signature.length !== 64) return false;
      return createVerify('sm3').update(z).update(message).verify(key, signatureToDer(signature));
    },
  };
  selfTest(engine);
  return engine;
}
