import { composeBatch, readGroup, readHead, readIssuer, type Ledger } from '@yinzhao/gateway';
import type { Network } from '@yinzhao/network';
import type { KeyHandle } from '@yinzhao/signer';
import { encodeGroup } from '@yinzhao/verifier/format/group';
import type { LeafStatus } from '@yinzhao/verifier/format/status';
import { nodeEngine } from '@yinzhao/verifier/node';
import { connect } from '../connect.js';
import type { BodyKeys } from './keys.js';
import type { SampleBody } from './sample-body.js';

export interface WishedStatus {
  readonly leafIndex: number;
  readonly status: LeafStatus;
}

/**
 * Has a change of status committed past gateway and signer: with the body's own key, as the organisation whose log it
 * is.
 * @throws LedgerError, GatewayError where the ledger does not take it
 */
export async function anchorStatement(
  network: Network,
  { org, log, certificate }: Pick<SampleBody & BodyKeys, 'org' | 'log' | 'certificate'>,
  key: KeyHandle,
  { leafIndex, status }: WishedStatus,
): Promise<void> {
  const engine = nodeEngine();
  const connections = connect(network);
  try {
    const ledger = await connections.ledger(org, 'gateway');
    const digest = engine.sm3(certificate);
    const lastNumber = (await readIssuer(ledger, digest))?.lastNumber ?? 0;
    const groupNumber = await groupOf(ledger, log, digest, lastNumber, leafIndex);
    const about = { log, certificate: digest };
    const statement = { ...about, leafIndex, groupNumber, status, time: Date.now() };
    const number = lastNumber + 1;
    const group = encodeGroup({ ...about, number, entries: [], statements: [statement] });
    const signed = { group, signature: key.sign(group) };
    const batch = composeBatch(log, await readHead(ledger, log), [signed], engine);
    await connections.port.anchor(batch);
  } finally {
    connections.close();
  }
}

/** Number of the group that holds a leaf. */
async function groupOf(
  ledger: Ledger,
  log: string,
  certificate: Uint8Array,
  last: number,
  leafIndex: number,
): Promise<number> {
  for (let number = last; number > 0; number--) {
    const placed = await readGroup(ledger, log, certificate, number);
    const first = placed?.first ?? Infinity;
    if (first <= leafIndex && leafIndex < first + (placed?.entries ?? 0)) return number;
  }
  throw new Error(`no group of this certificate holds leaf ${leafIndex}`);
}
