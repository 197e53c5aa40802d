import { concatBytes } from '@yinzhao/verifier/format/bytes';
import type { PeerAnswer } from './channel.js';
import { readIdentity } from './fabric-messages.js';
import { fabricVerify } from './fabric-signature.js';

/**
 * What is wrong with the signature under a peer's answer; null where nothing is. The channel would see the same, but
 * only in a block, and hold the whole transaction to be invalid. Whether the channel knows the certificate, or has
 * revoked it, is not to be seen here; and none of its peers looks at a clock when it judges an endorsement, so that the
 * certificate's end does not matter.
 */
export function endorsementFault({ peer, payload, endorsement }: PeerAnswer): string | null {
  if (endorsement === null) return 'the answer is not signed';
  const { endorser, signature } = endorsement;
  const identity = readIdentity(endorser);
  if (identity === null) return 'the answer is signed by nobody that can be read';
  if (identity.mspId !== peer.mspId) return `the answer is signed by one of ${identity.mspId}`;
  const good = fabricVerify(identity.certificate, concatBytes(payload, endorser), signature);
  return good ? null : 'the signature under the answer is wrong';
}
