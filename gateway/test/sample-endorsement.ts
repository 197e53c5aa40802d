// What a peer's signature looks like: the key and the certificate are nobody's.
import messages from 'fabric-protos';
import { concatBytes } from '@yinzhao/verifier/format/bytes';
import type { PeerSignature } from '../src/ledger/channel.js';
import { fabricSign } from '../src/ledger/fabric-signature.js';

export const peerKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJgzz0W5gtGIBMQss
gm8yBHixGlyk01cfYM0qEhpV4L6hRANCAAR9fIN+Yp4zhwqJ4YFVzx5s8+ASPzyk
x1ol8zNih7N11uwDhir5pVjmm5oRL3aWrgBRwp6p77tSmTmrI5DHK5zF
-----END PRIVATE KEY-----
`;

export const peerCertificate = `-----BEGIN CERTIFICATE-----
MIIBdDCCARugAwIBAgIUePZp7JIQ2/ejg9G2Lgmn/aR/RiQwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEcGVlcjAgFw0yNjExMjQwNzM2MTdaGA8yMTI2MTAzMTA3MzYx
N1owDzENMAsGA1UEAwwEcGVlcjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABH18
g35injOHConhgVXPHmzz4BI/PKTHWiXzM2KHs3XW7AOGKvmlWOabmhEvdpauAFHC
nqnvu1KZOasjkMcrnMWjUzBRMB0GA1UdDgQWBBTCkgL5I9hrE70ZVCZL9JrEjv4d
KjAfBgNVHSMEGDAWgBTCkgL5I9hrE70ZVCZL9JrEjv4dKjAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0cAMEQCIEJSoqUgGzCAprGmVttzA1k+GcX6XHFRXfZN
dMI1hcxJAiBvwdvBh3JR9IC5Hjic4alg5KSJ8EtHyjpBqynAC4EZ7A==
-----END CERTIFICATE-----
`;

const sign = fabricSign(peerKey);

export function identityOf(mspId: string, certificate = peerCertificate): Uint8Array {
  const identity = { mspid: mspId, id_bytes: Buffer.from(certificate) };
  return messages.msp.SerializedIdentity.encode(identity).finish();
}

/** A peer's signature under an answer with that payload. */
export function signedBy(mspId: string, payload: Uint8Array): PeerSignature {
  const endorser = identityOf(mspId);
  return { endorser, signature: sign(concatBytes(payload, endorser)) };
}
