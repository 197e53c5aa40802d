import { VerifierError } from '../errors.js';
import { encodeUtf8, fromHex, toHex } from '../format/bytes.js';
import type { Engine } from './engine.js';
import { hasSigned } from './has-signed.js';

// GB/T 32905 annex A.1.
const abcDigest = '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0';
// GB/T 32918.5 annex A.2 with the default user ID.
const publicKey = fromHex(
  '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
    'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
);
const message = encodeUtf8('message digest');
const signature = fromHex(
  'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
    'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
);

/**
 * Shows that the engine computes what the standards print and says no as well as yes. An engine that leaves out Z or
 * uses another user ID fails here.
 * @throws VerifierError ENGINE_SELF_TEST_FAILED
 */
export function selfTest(engine: Engine): void {
  const wrongMessage = encodeUtf8('message digesu');
  const wrongSignature = signature.slice();
  wrongSignature[63] = 0xab;
  const passed =
    toHex(engine.sm3(encodeUtf8('abc'))) === abcDigest &&
    hasSigned(engine, publicKey, message, signature) &&
    !hasSigned(engine, publicKey, wrongMessage, signature) &&
    !hasSigned(engine, publicKey, message, wrongSignature);
  if (!passed) {
    throw new VerifierError(
      'ENGINE_SELF_TEST_FAILED',
      `${engine.name} does not compute SM2 and SM3`,
    );
  }
}
