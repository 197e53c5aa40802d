import { anchoredAnswer, approvedAnswer } from '@yinzhao/chaincode';
import {
  approveRecord,
  openLedger,
  readHead,
  readRecord,
  type Ledger,
  type LedgerOptions,
} from '@yinzhao/gateway';
import type { Network } from '@yinzhao/network';
import type { RegistryRecord } from '@yinzhao/verifier/format/registry';
import { foundingRecords, type SampleParties } from './parties.js';
import type { LedgerPort } from './world.js';

/** Connections to a network, opened when first asked for. */
export interface Connections {
  readonly network: Network;
  /** As one identity of one organisation. */
  readonly ledger: (org: string, identity: string) => Promise<Ledger>;
  /** The sample's first organisation anchors, all of them approve. */
  readonly port: LedgerPort;
  readonly close: () => void;
}

/** @param timeouts - shorter ones for tests that wait for failures */
export function connect(network: Network, timeouts: LedgerOptions['timeouts'] = {}): Connections {
  const { channel, chaincode, organisations } = network.topology;
  const open = new Map<string, Promise<Ledger>>();
  const ledger = (org: string, identity: string): Promise<Ledger> => {
    const id = `${org}/${identity}`;
    const known = open.get(id);
    if (known) return known;
    const opened = openLedger({
      profile: network.profile(org),
      identity: identityOf(network, org, identity),
      channel,
      chaincode: chaincode.name,
      endorsements: chaincode.endorsements,
      timeouts,
    });
    open.set(id, opened);
    return opened;
  };
  const [home] = organisations;
  const gateway = (): Promise<Ledger> => ledger(home?.name ?? '', 'gateway');
  const adminOf = (mspId: string): Promise<Ledger> =>
    ledger(organisations.find((one) => one.mspId === mspId)?.name ?? '', 'admin');
  const enact = async (record: RegistryRecord): Promise<void> => {
    for (const { name } of organisations) {
      if ((await approveRecord(await ledger(name, 'admin'), record)).effective) return;
    }
    throw new Error(`the ${record.kind} record did not take effect`);
  };
  return {
    network,
    ledger,
    port: {
      enact,
      anchor: async (batch) =>
        anchoredAnswer.decode((await (await gateway()).submit('anchorBatch', [batch])).answer),
      approve: async (mspId, record) =>
        approvedAnswer.decode(
          (await (await adminOf(mspId)).submit('approveRecord', [record])).answer,
        ),
      head: async (log) => readHead(await gateway(), log),
    },
    close: () => {
      for (const opened of open.values()) {
        void opened.then(
          (one) => {
            one.close();
          },
          () => undefined,
        );
      }
      open.clear();
    },
  };
}

function identityOf(network: Network, org: string, name: string): LedgerOptions['identity'] {
  const identity = network.identities(org)[name];
  if (identity === undefined) throw new Error(`${org} has no identity ${name}`);
  return identity;
}

/** Founds the consortium unless it was founded before. */
export async function foundConsortium(
  { ledger, port, network }: Connections,
  parties: SampleParties,
): Promise<void> {
  const [home] = network.topology.organisations;
  const gateway = await ledger(home?.name ?? '', 'gateway');
  if ((await readRecord(gateway, 'consortium')) !== null) return;
  for (const record of foundingRecords(parties)) await port.enact(record);
}
