import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  bodyRecord,
  createBody,
  createParties,
  foundingRecords,
  type SampleBody,
  type SampleParties,
} from '@yinzhao/e2e/parties';
import {
  encodeRegistryRecord,
  type ConsortiumRecord,
  type MemberRecord,
  type RegistryRecord,
} from '@yinzhao/verifier/format/registry';
import { nodeEngine } from '@yinzhao/verifier/node';
import { judgeSender } from '../src/rules/judge-sender.js';
import { registryEntry } from '../src/state/records.js';
import { mayTakeOver } from '../src/rules/succession.js';
import { memoryLedger, type MemoryLedger } from './memory-ledger.js';
import { foundedWith, handOver } from './reaching.js';

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

describe('a member', () => {
  it('who left and came back has to say again what it wants', async () => {
    await found();
    await ledger.approve(market, trust(1, 'a'));
    const enact = async (version: number, members: readonly string[]): Promise<void> => {
      for (const mspId of [approval, police]) {
        await ledger.approve(mspId, consortium(version, members));
      }
    };
    await enact(2, [approval, police, market, housing]);
    await ledger.approve(housing, consortium(3, [approval, police, housing]));
    await enact(3, [approval, police, housing]);
    await enact(4, [approval, police, market]);
    // Market gave its approval when it was a member before.
    expect(await ledger.approve(police, trust(1, 'a'))).toMatchObject({
      effective: false,
      approvals: 1,
    });
    expect(await ledger.approve(market, trust(1, 'a'))).toMatchObject({ effective: true });
  });

  const memberOf = (mspId: string): MemberRecord =>
    foundingRecords(parties).find(
      (record): record is MemberRecord => record.kind === 'member' && record.mspId === mspId,
    ) as MemberRecord;

  it('without a log key runs no log, and keeps its name', async () => {
    await found();
    const [{ log }] = parties.members as [SampleParties['members'][number]];
    const body = await createBody(parties, 'BODY', log, engine);
    await ledger.enact(bodyRecord(body));
    await expect(judgeSender(ledger.state, log, approval)).resolves.toBeUndefined();
    await ledger.enact({ ...memberOf(approval), version: 2, logKey: null });
    await expect(judgeSender(ledger.state, log, approval)).rejects.toMatchObject({
      code: 'LOG_UNKNOWN',
    });
    const late = await createBody(parties, 'LATE', log, engine);
    await expect(ledger.enact(bodyRecord(late))).rejects.toMatchObject({
      code: 'BODY_LOG_UNKNOWN',
    });
    // What the body has signed stays its own: it can still be suspended.
    await ledger.enact(bodyRecord(body, { version: 2, state: 1 }));
    await expect(
      ledger.enact({ ...memberOf(police), version: 2, org: 'approval' }),
    ).rejects.toMatchObject({ code: 'MEMBER_ORG_TAKEN' });
    await ledger.enact({ ...memberOf(approval), version: 3 });
    await expect(judgeSender(ledger.state, log, approval)).resolves.toBeUndefined();
  });

  it('does not get the name or a key of another, log or no log', async () => {
    const [first] = foundingRecords(parties);
    await ledger.enact(first as RegistryRecord);
    const mine = { ...memberOf(approval), logKey: null };
    await ledger.enact(mine);
    const theirs = { ...memberOf(police), logKey: null };
    await expect(ledger.enact({ ...theirs, org: mine.org })).rejects.toMatchObject({
      code: 'MEMBER_ORG_TAKEN',
    });
    await expect(ledger.enact({ ...theirs, logKey: mine.witnessKey })).rejects.toMatchObject({
      code: 'MEMBER_KEY_TAKEN',
    });
    await ledger.enact(theirs);
    await ledger.enact(memberOf(market));
    // Nor does a log's key become a witness's.
    await expect(
      ledger.enact({
        ...memberOf(market),
        version: 2,
        logKey: null,
        witnessKey: memberOf(market).logKey,
      }),
    ).rejects.toMatchObject({ code: 'MEMBER_KEY_TAKEN' });
    // A key that was given up is nobody else's either.
    await ledger.enact({ ...mine, version: 2, witnessKey: null });
    await expect(
      ledger.enact({ ...theirs, version: 2, witnessKey: mine.witnessKey }),
    ).rejects.toMatchObject({ code: 'MEMBER_KEY_TAKEN' });
  });

  it.each([
    ['LOG_FOREIGN', 'another member', 'policeMSP'],
    ['LOG_FOREIGN', 'a stranger', 'strangerMSP'],
  ])('%s where %s sends', async (code, _who, mspId) => {
    await found();
    await expect(judgeSender(ledger.state, 'yinzhao/city/approval', mspId)).rejects.toMatchObject({
      code,
    });
  });

  it('put out of the consortium logs nothing more', async () => {
    await found();
    for (const members of [
      [approval, police, market, housing],
      [police, market, housing],
    ]) {
      const version = members.length === 4 ? 2 : 3;
      for (const mspId of [police, market, ...(version === 3 ? [housing] : [])]) {
        await ledger.approve(mspId, consortium(version, members));
      }
    }
    await expect(
      judgeSender(ledger.state, 'yinzhao/city/approval', approval),
    ).rejects.toMatchObject({ code: 'CALLER_NOT_MEMBER' });
  });
});

describe('a chain of successors', () => {
  it('is measured whole, so that its last body reaches the leaves of its first', async () => {
    const { ledger: chained, bodies } = await foundedWith(10);
    for (let i = 0; i < 8; i++) {
      await handOver(chained, bodies[i] as SampleBody, bodies[i + 1] as SampleBody);
    }
    const [first, last, beyond] = [bodies[0], bodies[8], bodies[9]] as [
      SampleBody,
      SampleBody,
      SampleBody,
    ];
    expect(await mayTakeOver(chained.state, first.id, last.id)).toBe(true);
    await expect(handOver(chained, last, beyond)).rejects.toMatchObject({
      code: 'BODY_SUCCESSION_TOO_LONG',
    });
    // Nor from its beginning.
    await expect(handOver(chained, beyond, first)).rejects.toMatchObject({
      code: 'BODY_SUCCESSION_TOO_LONG',
    });
    await handOver(chained, beyond, bodies[2] as SampleBody);
    expect(await mayTakeOver(chained.state, beyond.id, last.id)).toBe(true);
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
