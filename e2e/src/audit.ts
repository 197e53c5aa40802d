import {
  appendedBy,
  extendReplay,
  openLedger,
  readHead,
  type Appended,
  type Ledger,
} from '@yinzhao/gateway';
import type { Head } from '@yinzhao/chaincode';
import type { Network } from '@yinzhao/network';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { emptyRange, rootOfRange, type CompactRange } from '@yinzhao/verifier/merkle/compact-range';
import type { Engine } from '@yinzhao/verifier/sm/engine';

/** What one organisation's own peer holds. */
export interface PeerAudit {
  readonly org: string;
  /** Size and root by log, recomputed from every leaf in every block. */
  readonly logs: Readonly<Record<string, { readonly size: number; readonly root: string }>>;
  /** The same as the peer's state says. */
  readonly heads: PeerAudit['logs'];
  /** How often each group was appended, by log, certificate and number; and where. */
  readonly groups: ReadonlyMap<string, readonly number[]>;
  /** Every leaf index at which an object was appended, by the object's digest. */
  readonly objects: ReadonlyMap<string, readonly number[]>;
}

export function groupId(log: string, certificate: Uint8Array, number: number): string {
  return `${log} ${toHex(certificate)} ${number}`;
}

/** Reads the whole chain of one organisation's peer, trusting nothing but its blocks. */
export async function auditPeer(network: Network, org: string, engine: Engine): Promise<PeerAudit> {
  const { channel, chaincode } = network.topology;
  const identity = network.identities(org).gateway;
  if (identity === undefined) throw new Error(`${org} has no gateway`);
  const ledger = await openLedger({
    profile: network.profile(org),
    identity,
    channel,
    chaincode: chaincode.name,
    endorsements: chaincode.endorsements,
  });
  try {
    const height = (await network.heights())[`peer-${org}`] ?? 0;
    const ranges = new Map<string, CompactRange>();
    const groups = new Map<string, number[]>();
    const objects = new Map<string, number[]>();
    for (const appended of await readChain(ledger, height, engine)) {
      const range = ranges.get(appended.log) ?? emptyRange;
      ranges.set(appended.log, extendReplay(range, appended, engine));
      for (const { place, group } of appended.groups) {
        const id = groupId(appended.log, place.certificate, place.number);
        groups.set(id, [...(groups.get(id) ?? []), place.first]);
        for (const [i, { object }] of group.entries.entries()) {
          const name = toHex(object);
          objects.set(name, [...(objects.get(name) ?? []), place.first + i]);
        }
      }
    }
    const logs: Record<string, { size: number; root: string }> = {};
    const heads: typeof logs = {};
    for (const [log, range] of ranges) {
      logs[log] = { size: range.size, root: toHex(rootOfRange(engine.sm3, range)) };
      const head: Head = await readHead(ledger, log);
      heads[log] = { size: head.size, root: toHex(head.root) };
    }
    return { org, logs, heads, groups, objects };
  } finally {
    ledger.close();
  }
}

async function readChain(ledger: Ledger, height: number, engine: Engine): Promise<Appended[]> {
  const all: Appended[] = [];
  const position = { load: () => Promise.resolve(0), save: () => Promise.resolve() };
  const watch = await ledger.watch(position, (block) => {
    all.push(...appendedBy(block, ledger.chaincode, engine));
    if (block.number + 1 >= height) watch.close();
    return Promise.resolve();
  });
  await watch.ended;
  return all;
}
