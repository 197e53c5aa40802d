import type { Anchored, Approved, Head } from '@yinzhao/chaincode';
import { composeBatch } from '@yinzhao/gateway';
import type { SignedGroup } from '@yinzhao/verifier/format/group';
import { bodyState, type RegistryRecord } from '@yinzhao/verifier/format/registry';
import { leafStatus } from '@yinzhao/verifier/format/status';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { sampleEntries, signGroup } from './groups.js';
import { bodyRecord, createBody, type SampleBody, type SampleParties } from './parties.js';

/** A ledger that tests can talk to: the rules on a map in memory, or the chaincode on a network. */
export interface LedgerPort {
  readonly anchor: (batch: Uint8Array) => Promise<Anchored>;
  /** By as many members as it takes to put the record into effect. */
  readonly enact: (record: RegistryRecord) => Promise<void>;
  /** By one member. */
  readonly approve: (mspId: string, record: Uint8Array) => Promise<Approved>;
  readonly head: (log: string) => Promise<Head>;
}

/** A ledger with something of everything on it: what refusals are tried on. */
export interface World {
  readonly engine: Engine;
  readonly port: LedgerPort;
  readonly parties: SampleParties;
  /** Of the same log: two that may log, and one of each kind that may not. */
  readonly body: SampleBody;
  readonly other: SampleBody;
  readonly suspended: SampleBody;
  readonly retired: SampleBody;
  readonly ended: SampleBody;
  /** Admitted, for another member's log. */
  readonly foreign: SampleBody;
  /** Never admitted. */
  readonly stranger: SampleBody;
  /** Group 1 of `body`: three entries and no statement; the second entry was revoked, the third suspended. */
  readonly anchored: { readonly group: SignedGroup; readonly first: number };
  /** Group 2 of `body`: the two statements. */
  readonly statements: { readonly first: number };
  /** Group 1 of `retired`, whose successor is `body`. */
  readonly inherited: { readonly first: number };
  /** Next group number of a body. */
  readonly next: (body: SampleBody) => Promise<number>;
  /** The batch that appends these groups where the log ends now. */
  readonly batch: (groups: readonly SignedGroup[], log?: string) => Promise<Uint8Array>;
}

/** @param name - keeps the bodies of several worlds on one ledger apart */
export async function buildWorld(
  port: LedgerPort,
  parties: SampleParties,
  name: string,
  engine: Engine,
): Promise<World> {
  const [home, abroad] = parties.members.map(({ log }) => log) as [string, string];
  const create = (kind: string, log: string = home): Promise<SampleBody> =>
    createBody(parties, `${name}-${kind}`, log, engine);
  const body = await create('body');
  const bodies = {
    body,
    other: await create('other'),
    suspended: await create('suspended'),
    retired: await create('retired'),
    ended: await create('ended'),
    foreign: await create('foreign', abroad),
  };
  for (const one of Object.values(bodies)) await port.enact(bodyRecord(one));
  const stranger = await create('stranger');
  const numbers = new Map<string, number>();
  const batch = async (groups: readonly SignedGroup[], log = home): Promise<Uint8Array> =>
    composeBatch(log, await port.head(log), groups, engine);
  const anchor = async (one: SampleBody, content: Parameters<typeof signGroup>[2]) => {
    const number = (numbers.get(one.id) ?? 0) + 1;
    numbers.set(one.id, number);
    const group = signGroup(one, number, content);
    const { groups } = await port.anchor(await batch([group]));
    return { group, first: groups[0]?.first ?? NaN };
  };
  const anchored = await anchor(body, { entries: sampleEntries(3, name, engine) });
  const statement = { log: home, certificate: body.digest, groupNumber: 1, time: 1767225600000 };
  const statements = await anchor(body, {
    statements: [
      { ...statement, leafIndex: anchored.first + 1, status: leafStatus.revoked },
      { ...statement, leafIndex: anchored.first + 2, status: leafStatus.suspended },
    ],
  });
  const inherited = await anchor(bodies.retired, {
    entries: sampleEntries(1, `${name} old`, engine),
  });
  await port.enact(bodyRecord(bodies.suspended, { version: 2, state: bodyState.suspended }));
  await port.enact(
    bodyRecord(bodies.retired, { version: 2, state: bodyState.retired, successor: body.id }),
  );
  const [issuing] = bodyRecord(bodies.ended).certificates;
  if (issuing) {
    const certificates = [{ ...issuing, ended: true }];
    await port.enact(bodyRecord(bodies.ended, { version: 2, certificates }));
  }
  return {
    engine,
    port,
    parties,
    ...bodies,
    stranger,
    anchored,
    statements,
    inherited,
    next: (one) => Promise.resolve((numbers.get(one.id) ?? 0) + 1),
    batch,
  };
}
