import { ClientIdentity } from 'fabric-shim';
import type { Stub, Transaction } from './contract.js';
import { LedgerError } from './errors.js';

/** Attribute of a Fabric CA enrolment certificate that says what its holder may do here. */
const roleAttribute = 'yinzhao.role';

/** `gateway` anchors batches, `registrar` approves registry records: a stolen gateway admits nobody. */
export type Role = 'gateway' | 'registrar';

/**
 * The MSP identifier of the caller, whom the peer has authenticated.
 * @throws LedgerError CALLER_ROLE_MISSING
 */
export function callerWithRole(stub: Stub, role: Role): string {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- typed as a class, but only asked for the creator
  const identity = new ClientIdentity(stub);
  if (identity.getAttributeValue(roleAttribute) !== role) {
    throw new LedgerError('CALLER_ROLE_MISSING', `the certificate lacks ${roleAttribute}=${role}`);
  }
  return identity.getMSPID();
}

/** As the shim holds it; its types say otherwise. */
interface SignedProposal {
  readonly proposal: {
    readonly header: { readonly channelHeader: { readonly getExtension_asU8: () => Uint8Array } };
  };
}

/** Field 2, length-delimited: `chaincode_id` of a ChaincodeHeaderExtension, and `name` in it. */
const fieldTwo = 0x12;

/**
 * The chaincode that the sender has signed a call of; empty where the proposal does not say it plainly, as every client
 * does. Another one that calls this one in turn does not stand there.
 */
export function calledChaincode(stub: Stub): string {
  const { proposal } = stub.getSignedProposal() as unknown as SignedProposal;
  const extension = readFields(proposal.header.channelHeader.getExtension_asU8());
  const name = readFields(extension.get(fieldTwo)).get(fieldTwo);
  return Buffer.from(name ?? []).toString('latin1');
}

/** Short length-delimited protobuf fields by tag; none where there is anything else, or one of them twice. */
function readFields(bytes: Uint8Array = new Uint8Array()): ReadonlyMap<number, Uint8Array> {
  const fields = new Map<number, Uint8Array>();
  for (let at = 0; at < bytes.length;) {
    const [tag = 0, length = NaN] = bytes.subarray(at, at + 2);
    const value = bytes.subarray(at + 2, at + 2 + length);
    const plain = tag < 0x80 && (tag & 7) === 2 && length < 0x80 && value.length === length;
    if (!plain || fields.has(tag)) return new Map();
    fields.set(tag, value);
    at += 2 + length;
  }
  return fields;
}

/**
 * Whoever follows the blocks reads calls and events of this chaincode: what another one did through it would change
 * logs and registry unseen.
 * @throws LedgerError CALL_INDIRECT
 */
export function requireDirectCall({ stub, chaincode }: Transaction): void {
  const called = calledChaincode(stub);
  if (called === '' || (chaincode !== null && called !== chaincode)) {
    throw new LedgerError('CALL_INDIRECT', `the sender has called '${called}'`);
  }
}
