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
 * The chaincode that the sender has signed a call of; empty where the proposal writes it otherwise than clients do.
 * Another one that calls this one in turn does not stand there.
 */
export function calledChaincode(stub: Stub): string {
  const { proposal } = stub.getSignedProposal() as unknown as SignedProposal;
  const bytes = proposal.header.channelHeader.getExtension_asU8();
  const length = bytes.length - 4;
  const frame = [fieldTwo, length + 2, fieldTwo, length];
  const framed = length > 0 && frame.every((byte, i) => bytes[i] === byte);
  return framed ? Buffer.from(bytes.subarray(4)).toString('latin1') : '';
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
