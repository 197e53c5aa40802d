import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeCheckpoint, type Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import { decodeCosignature } from '@yinzhao/verifier/format/cosignature';
import { decodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import type { TrustBundle } from '@yinzhao/verifier/format/trust-content';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { judgeWitnesses } from '@yinzhao/verifier/steps/judge-witnesses';
import { logByOrigin } from '@yinzhao/verifier/trust-lookup';
import { stateAt } from '../checkpoint/compose-checkpoint.js';
import { GatewayError } from '../errors.js';
import type { Mirror } from '../log/mirror.js';

/**
 * A note as another gateway has published it: of that log, witnessed as the trust bundle demands, and saying what the
 * own mirror says. Nothing else is passed on to terminals.
 * @throws GatewayError NOTE_NOT_WITNESSED, NOTE_CONTRADICTS, MIRROR_BEHIND; VerifierError where it is malformed
 */
export async function checkNote(
  bytes: Uint8Array,
  origin: string,
  bundle: TrustBundle,
  mirror: Pick<Mirror, 'log'>,
  engine: Engine,
): Promise<Checkpoint> {
  const { text, signatures } = decodeSignedNote(bytes);
  const checkpoint = decodeCheckpoint(text);
  const trusted = logByOrigin(bundle, origin);
  const own = signatures.find(({ name }) => name === origin);
  if (checkpoint.origin !== origin || trusted === null || own === undefined) {
    throw new GatewayError('NOTE_NOT_WITNESSED', `not a note of ${origin}`);
  }
  const cosignatures = signatures
    .filter(({ name }) => name !== origin)
    .map(({ keyId, signature }) => ({ keyId, ...decodeCosignature(signature) }));
  const witnessed = { checkpoint, text, logKeyId: own.keyId, logSignature: own.signature };
  const { code } = judgeWitnesses(trusted, { ...witnessed, cosignatures }, engine);
  if (code !== null) throw new GatewayError('NOTE_NOT_WITNESSED', `${origin}: ${code}`);
  await requireMirrored(checkpoint, mirror, engine);
  return checkpoint;
}

async function requireMirrored(
  { origin, size, root, status }: Checkpoint,
  mirror: Pick<Mirror, 'log'>,
  engine: Engine,
): Promise<void> {
  const log = mirror.log(origin);
  if (log.size < size) {
    throw new GatewayError('MIRROR_BEHIND', `the mirror of ${origin} is behind its checkpoint`);
  }
  const own = await stateAt(log, size, engine);
  if (!equalBytes(own.root, root) || !equalBytes(own.status.digest, status.digest)) {
    throw new GatewayError(
      'NOTE_CONTRADICTS',
      `${origin} has had another log witnessed than the ledger`,
    );
  }
}
