import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  bodyRecord,
  createBody,
  createParties,
  foundingRecords,
  type SampleParties,
} from '@yinzhao/e2e/parties';
import {
  encodeRegistryRecord,
  type ConsortiumRecord,
  type RegistryRecord,
} from '@yinzhao/verifier/format/registry';
import { nodeEngine } from '@yinzhao/verifier/node';
import { registryEntry } from '../src/state/records.js';
import { memoryLedger, type MemoryLedger } from './memory-ledger.js';

const engine = nodeEngine();
const names = ['approval', 'police', 'market', 'housing'];
const organisations = names.map((name) => ({ name, mspId: `${name}MSP` }));
const [approval, police, market, housing] = organisations.map(({ mspId }) => mspId) as [
  string,
  string,
  string,
  string,
];
let parties: SampleParties;
let ledger: MemoryLedger;

const bytes = (record: RegistryRecord): Uint8Array => encodeRegistryRecord(record);
const consortium = (version: number, members: readonly string[]): Uint8Array =>
  bytes({
    kind: 'consortium',
    version,
    network: 'city',
    members: [...members].sort(),
  } satisfies ConsortiumRecord);
const trust = (version: number, text: string): Uint8Array =>
  bytes({ kind: 'trust', version, digest: engine.sm3(new TextEncoder().encode(text)) });

beforeEach(async () => {
  parties = await createParties('city', organisations.slice(0, 3), engine);
  ledger = memoryLedger(parties, engine);
});

async function found(): Promise<void> {
  for (const record of foundingRecords(parties)) await ledger.enact(record);
}

describe('the first consortium', () => {
  it('needs every member it names', async () => {
    const record = consortium(1, [approval, police, market]);
    expect(await ledger.approve(approval, record)).toEqual({
      effective: false,
      approvals: 1,
      needed: 3,
    });
    expect(await ledger.approve(police, record)).toEqual({
      effective: false,
      approvals: 2,
      needed: 3,
    });
    expect(await ledger.approve(police, record)).toEqual({
      effective: false,
      approvals: 2,
      needed: 3,
    });
    expect(await ledger.approve(market, record)).toEqual({
      effective: true,
      approvals: 3,
      needed: 3,
    });
  });

  it('is not founded by those who are not in it', async () => {
    const record = consortium(1, [approval, police, market]);
    await expect(ledger.approve(housing, record)).rejects.toMatchObject({
      code: 'CALLER_NOT_MEMBER',
    });
  });

  it('is not taken over by approvals for another proposal', async () => {
    const [mine, theirs] = [
      consortium(1, [approval, police, market]),
      consortium(1, [approval, police, housing]),
    ];
    await ledger.approve(housing, theirs);
    await ledger.approve(police, theirs);
    await ledger.approve(approval, mine);
    expect(await ledger.approve(market, mine)).toMatchObject({ effective: false, approvals: 2 });
    // Police change their mind: one standing approval each.
    expect(await ledger.approve(police, mine)).toMatchObject({ effective: true });
    await expect(ledger.approve(approval, theirs)).rejects.toMatchObject({
      code: 'RECORD_VERSION_WRONG',
    });
  });
});

describe('a record', () => {
  it('takes effect with the majority of the members, and says so again when asked again', async () => {
    await found();
    expect(await ledger.approve(market, trust(1, 'a'))).toEqual({
      effective: false,
      approvals: 1,
      needed: 2,
    });
    expect(await ledger.approve(approval, trust(1, 'a'))).toEqual({
      effective: true,
      approvals: 2,
      needed: 2,
    });
    const before = ledger.dump();
    expect(await ledger.approve(police, trust(1, 'a'))).toEqual({
      effective: true,
      approvals: 2,
      needed: 2,
    });
    expect(ledger.dump()).toEqual(before);
  });

  it('does not take effect by one member approving it twice', async () => {
    await found();
    await ledger.approve(market, trust(1, 'a'));
    expect(await ledger.approve(market, trust(1, 'a'))).toMatchObject({
      effective: false,
      approvals: 1,
    });
  });

  it('is the one that enough approved, whatever else was proposed', async () => {
    await found();
    await ledger.approve(market, trust(1, 'a'));
    await ledger.approve(police, trust(1, 'b'));
    expect(await ledger.approve(market, trust(1, 'b'))).toMatchObject({ effective: true });
    expect(await registryEntry.read(ledger.state, 'trust')).toEqual(trust(1, 'b'));
    await expect(ledger.approve(approval, trust(1, 'a'))).rejects.toMatchObject({
      code: 'RECORD_VERSION_WRONG',
    });
  });

  it('leaves no approvals behind for the next version', async () => {
    await found();
    await ledger.approve(police, trust(1, 'a'));
    await ledger.approve(market, trust(1, 'a'));
    expect(await ledger.approve(market, trust(2, 'b'))).toMatchObject({
      effective: false,
      approvals: 1,
    });
  });

  it('of the trust bundle stays readable under its version', async () => {
    await found();
    for (const [version, text] of [
      [1, 'a'],
      [2, 'b'],
    ] as const) {
      await ledger.approve(police, trust(version, text));
      await ledger.approve(market, trust(version, text));
    }
    expect(await registryEntry.read(ledger.state, 'trust/1')).toEqual(trust(1, 'a'));
    expect(await registryEntry.read(ledger.state, 'trust')).toEqual(trust(2, 'b'));
  });

  it('leaves the same state whatever the order of approvals', async () => {
    await found();
    const other = memoryLedger(parties, engine);
    for (const record of foundingRecords(parties)) await other.enact(record);
    await ledger.approve(police, trust(1, 'a'));
    await ledger.approve(approval, trust(1, 'b'));
    await other.approve(approval, trust(1, 'b'));
    await other.approve(police, trust(1, 'a'));
    expect(other.dump()).toEqual(ledger.dump());
  });
});

describe('a consortium that changes', () => {
  it('counts the approvals of its members of that day', async () => {
    await found();
    const four = consortium(2, [approval, police, market, housing]);
    await expect(ledger.approve(housing, four)).rejects.toMatchObject({
      code: 'CALLER_NOT_MEMBER',
    });
    await ledger.approve(approval, four);
    await ledger.approve(police, four);
    expect(await ledger.approve(housing, trust(1, 'a'))).toEqual({
      effective: false,
      approvals: 1,
      needed: 3,
    });
    await ledger.approve(market, trust(1, 'a'));
    const three = consortium(3, [approval, market, police]);
    for (const mspId of [approval, police, market]) await ledger.approve(mspId, three);
    // Housing's approval stands no more: market's and one more make two of three.
    expect(await ledger.approve(market, trust(1, 'a'))).toMatchObject({
      effective: false,
      approvals: 1,
    });
    expect(await ledger.approve(police, trust(1, 'a'))).toMatchObject({
      effective: true,
      approvals: 2,
      needed: 2,
    });
  });
});

describe('a body', () => {
  it('gets a second certificate without losing the first', async () => {
    await found();
    const [{ log }] = parties.members as [SampleParties['members'][number]];
    const first = await createBody(parties, 'BODY', log, engine);
    const second = await createBody(parties, 'BODY', log, engine);
    await ledger.enact(bodyRecord(first));
    const certificates = [...bodyRecord(first).certificates, ...bodyRecord(second).certificates];
    await ledger.enact(bodyRecord(first, { version: 2, certificates }));
    const [ended, kept] = certificates as [
      (typeof certificates)[number],
      (typeof certificates)[number],
    ];
    await ledger.enact(
      bodyRecord(first, { version: 3, certificates: [{ ...ended, ended: true }, kept] }),
    );
    expect(ledger.dump().filter(([key]) => key.startsWith('issuer/'))).toHaveLength(2);
  });
});
