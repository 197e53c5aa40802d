import { ClientIdentity } from 'fabric-shim';
import type { Stub } from './contract.js';
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
