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
import type { LeafStatus } from '@yinzhao/verifier/format/status';
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
  /** What was stated about each leaf, in order, by {@link leafId}. */
  readonly statements: ReadonlyMap<string, readonly LeafStatus[]>;
}

export function groupId(log: string, certificate: Uint8Array, number: number): string {
  return `${log} ${toHex(certificate)} ${number}`;
}

export function leafId(log: string, leafIndex: number): string {
  return `${log} ${leafIndex}`;
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
    const places = { groups: new Map(), objects: new Map(), statements: new Map() } as Places;
    for (const appended of await readChain(ledger, height, engine)) {
      const range = ranges.get(appended.log) ?? emptyRange;
      ranges.set(appended.log, extendReplay(range, appended, engine));
      notePlaces(places, appended);
    }
    const logs: Record<string, { size: number; root: string }> = {};
    const heads: typeof logs = {};
    for (const [log, range] of ranges) {
      logs[log] = { size: range.size, root: toHex(rootOfRange(engine.sm3, range)) };
      const head: Head = await readHead(ledger, log);
      heads[log] = { size: head.size, root: toHex(head.root) };
    }
    return { org, logs, heads, ...places };
  } finally {
    ledger.close();
  }
}

interface Places {
  readonly groups: Map<string, number[]>;
  readonly objects: Map<string, number[]>;
  readonly statements: Map<string, LeafStatus[]>;
}

function notePlaces({ groups, objects, statements }: Places, { log, groups: all }: Appended): void {
  for (const { place, group } of all) {
    append(groups, groupId(log, place.certificate, place.number), place.first);
    for (const [i, { object }] of group.entries.entries()) {
      append(objects, toHex(object), place.first + i);
    }
    for (const { leafIndex, status } of group.statements) {
      append(statements, leafId(log, leafIndex), status);
    }
  }
}

function append<Value>(lists: Map<string, Value[]>, name: string, value: Value): void {
  lists.set(name, [...(lists.get(name) ?? []), value]);
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
