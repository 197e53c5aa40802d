import { approveRecord, readRecord } from '@yinzhao/gateway';
import type { BodyRecord } from '@yinzhao/verifier/format/registry';
import type { City } from './city.js';
import { connect } from '../connect.js';

/** Changes the record of the sample's department, by a majority of the members. */
export async function changeBody(
  { network, body }: Pick<City, 'network' | 'body'>,
  change: (current: BodyRecord) => Partial<BodyRecord>,
): Promise<void> {
  const connections = connect(network);
  try {
    const [home] = network.topology.organisations;
    const reader = await connections.ledger(home?.name ?? '', 'admin');
    const current = await readRecord(reader, `body/${body.id}`);
    if (current?.kind !== 'body') throw new Error('the department is not admitted');
    const next = { ...current, ...change(current), version: current.version + 1 };
    for (const { name } of network.topology.organisations) {
      if ((await approveRecord(await connections.ledger(name, 'admin'), next)).effective) return;
    }
    throw new Error('the change did not take effect');
  } finally {
    connections.close();
  }
}
