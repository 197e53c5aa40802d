import type { Ledger } from '@yinzhao/gateway';
import { openNetwork } from '@yinzhao/network';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { nodeEngine } from '@yinzhao/verifier/node';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { connect, foundConsortium } from './connect.js';
import { bodyRecord, createBody, createParties, type SampleBody } from './parties.js';

/** A running network, and an invented department that may log on it. */
export interface Sample {
  /** As the gateway of the approval administration. */
  readonly ledger: Ledger;
  readonly body: SampleBody;
  readonly engine: Engine;
  readonly close: () => void;
}

/**
 * Founds the consortium if it is not there yet and admits a new department with a new key, each step approved by the
 * members' registrars. The keys live in this process only: a sample, not a signer.
 * @param folder - of a network that is up
 */
export async function openSample(folder: string): Promise<Sample> {
  const engine = nodeEngine();
  const network = openNetwork(folder);
  const connections = connect(network);
  const parties = await createParties('city', network.topology.organisations, engine);
  await foundConsortium(connections, parties);
  const [home] = parties.members;
  const name = toHex(engine.sm3(parties.authority.certificate).subarray(0, 4));
  const body = await createBody(parties, `SAMPLE-${name}`, home?.log ?? '', engine);
  await connections.port.enact(bodyRecord(body));
  const ledger = await connections.ledger(home?.org ?? '', 'gateway');
  return { ledger, body, engine, close: connections.close };
}
