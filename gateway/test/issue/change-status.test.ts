import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { decodeStatus, leafStatus } from '@yinzhao/verifier/format/status';
import {
  statusChanger,
  type ChangeStatus,
  type StatusAction,
} from '../../src/issue/change-status.js';
import { issueLicence } from '../../src/issue/issue-licence.js';
import { readLicence } from '../../src/issue/query.js';
import { takeTurns } from '../../src/issue/turns.js';
import { rememberKeysMs } from '../../src/store/idempotency.js';
import { statementsOf } from '../../src/store/statement.js';
import {
  body,
  businessType,
  foodBody,
  log,
  morning,
  openWorld,
  type World,
} from '../issuing-world.js';
import { sampleFields } from '../sample-fields.js';

let world: World;
let change: ChangeStatus['licence'];
let changeLeaf: ChangeStatus['leaf'];
beforeAll(async () => {
  world = await openWorld();
  ({ licence: change, leaf: changeLeaf } = statusChanger(world, takeTurns()));
});
afterAll(() => world.close());

const asker = { caller: 'desk', body, key: null };
const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });
let serial = 0;

async function issued(): Promise<string> {
  const fields = sampleFields[businessType] ?? {};
  const request = { type: businessType, from: '2026-11-24', fields, serial: `STATUS${serial++}0` };
  return (await issueLicence(world, asker, request)).identifier;
}
async function anchored(): Promise<string> {
  const identifier = await issued();
  await world.anchor();
  return identifier;
}
const ask = (identifier: string, action: StatusAction, of = body, key: string | null = null) =>
  change({ identifier, action, reason: '示例', caller: 'desk', body: of, key });
const statusOf = async (identifier: string): Promise<unknown[]> => {
  const { state, status } = await readLicence(world, identifier, body);
  return [state, status];
};

describe('a change of status', () => {
  it('that comes again under its key is the same, before and after it stands in the log', async () => {
    const identifier = await anchored();
    const first = await ask(identifier, 'suspend', body, 'k1');
    expect(await ask(identifier, 'suspend', body, 'k1')).toEqual(first);
    await expect(ask(identifier, 'suspend', body, 'k2')).rejects.toEqual(
      code('STATUS_CHANGE_PENDING'),
    );
    await expect(ask(identifier, 'revoke', body, 'k1')).rejects.toEqual(
      code('STATUS_CHANGE_PENDING'),
    );
    await world.anchor();
    expect(await ask(identifier, 'suspend', body, 'k1')).toEqual(first);
    expect(await statementsOf(world.store.statements, identifier)).toHaveLength(1);
    await ask(identifier, 'reinstate', body, 'k2');
    await world.anchor();
    world.time += rememberKeysMs;
    const later = await ask(identifier, 'suspend', body, 'k1');
    expect(later.object).not.toBe(first.object);
    world.time = morning;
  });

  it('waits for a group as a statement about the leaf, and holds once it stands in the log', async () => {
    const identifier = await anchored();
    const view = await ask(identifier, 'suspend');
    expect(view).toEqual({
      identifier,
      status: 'suspended',
      state: 'signed',
      time: new Date(morning).toISOString(),
      object: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await statusOf(identifier)).toEqual(['anchored', 'valid']);
    const [kept] = await statementsOf(world.store.statements, identifier);
    const { leafIndex } = await readLicence(world, identifier, body);
    expect(decodeStatus(kept?.statement ?? new Uint8Array())).toMatchObject({
      log,
      leafIndex,
      status: leafStatus.suspended,
      time: morning,
    });
    expect(kept?.reason).toBe('示例');
    await world.anchor();
    expect(await statusOf(identifier)).toEqual(['anchored', 'suspended']);
    await ask(identifier, 'reinstate');
    await world.anchor();
    expect(await statusOf(identifier)).toEqual(['anchored', 'valid']);
    const { changes } = await readLicence(world, identifier, body);
    expect(changes.map(({ status, state }) => [status, state])).toEqual([
      ['suspended', 'anchored'],
      ['valid', 'anchored'],
    ]);
  });

  it.each(['revoke', 'annul', 'expireEarly', 'supersede'] as const)(
    '%s is for ever',
    async (action) => {
      const identifier = await anchored();
      await ask(identifier, action);
      await world.anchor();
      for (const next of ['reinstate', 'suspend', 'revoke'] as const) {
        await expect(ask(identifier, next)).rejects.toEqual(code('STATUS_CHANGE_ILLEGAL'));
      }
    },
  );

  it('is refused where nothing would change', async () => {
    await expect(ask(await anchored(), 'reinstate')).rejects.toEqual(code('STATUS_CHANGE_ILLEGAL'));
  });

  it('is refused before the licence is in the log', async () => {
    await expect(ask(await issued(), 'revoke')).rejects.toEqual(code('LICENCE_NOT_ANCHORED'));
  });

  it("is refused about another body's licence, as about none", async () => {
    const identifier = await anchored();
    await expect(ask(identifier, 'revoke', foodBody)).rejects.toEqual(code('LICENCE_UNKNOWN'));
    await expect(ask(`${businessType}.${body}.NOTHERE.001.0`, 'revoke')).rejects.toEqual(
      code('LICENCE_UNKNOWN'),
    );
  });

  it('comes one after the other, also where two are asked for at once', async () => {
    const identifier = await anchored();
    const asked = await Promise.allSettled([
      ask(identifier, 'revoke'),
      ask(identifier, 'annul'),
      ask(identifier, 'revoke'),
    ]);
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(asked[1]).toMatchObject({ reason: { code: 'STATUS_CHANGE_PENDING' } });
    await world.anchor();
    expect(await statusOf(identifier)).toEqual(['anchored', 'revoked']);
  });

  it('needs no signer: only its certificate is named', async () => {
    const identifier = await anchored();
    world.signerUp = false;
    expect((await ask(identifier, 'suspend')).state).toBe('signed');
    world.signerUp = true;
  });
});

describe('the licence of a body that another has succeeded', () => {
  it("is the successor's to change, at once or step by step, under the successor's certificate", async () => {
    const identifier = await anchored();
    world.successors.set(body, '11999999EXAMPLE33X').set('11999999EXAMPLE33X', foodBody);
    await ask(identifier, 'revoke', foodBody);
    world.successors.clear();
    const [kept] = await statementsOf(world.store.statements, identifier);
    const issuer = (await world.issuers.current()).find((one) => one.body === foodBody);
    expect(kept?.certificate).toBe(toHex(issuer?.digest ?? new Uint8Array()));
    await world.anchor();
    expect(await statusOf(identifier)).toEqual(['anchored', 'revoked']);
    await expect(ask(identifier, 'reinstate', foodBody)).rejects.toEqual(code('LICENCE_UNKNOWN'));
  });

  it('is not changed by a ring of successors', async () => {
    const identifier = await anchored();
    world.successors.set(body, '11999999EXAMPLE33X').set('11999999EXAMPLE33X', body);
    await expect(ask(identifier, 'revoke', foodBody)).rejects.toEqual(code('LICENCE_UNKNOWN'));
    world.successors.clear();
  });
});

describe('a change of status by the place in the log', () => {
  const askLeaf = (leafIndex: number, action: StatusAction, of = body, key: string | null = null) =>
    changeLeaf({ leafIndex, action, reason: '示例', caller: 'desk', body: of, key });
  const leafOf = async (identifier: string): Promise<number> =>
    (await readLicence(world, identifier, body)).leafIndex ?? -1;

  it('of a licence that the database knows is that of the licence', async () => {
    const identifier = await anchored();
    const leafIndex = await leafOf(identifier);
    const view = await askLeaf(leafIndex, 'suspend');
    expect(view).toMatchObject({ log, leafIndex, status: 'suspended', state: 'signed' });
    await expect(ask(identifier, 'revoke')).rejects.toEqual(code('STATUS_CHANGE_PENDING'));
    await world.anchor();
    expect(await statusOf(identifier)).toEqual(['anchored', 'suspended']);
  });

  it('of one that it does not know goes by the log alone', async () => {
    const identifier = await anchored();
    const leafIndex = await leafOf(identifier);
    await world.store.licences.deleteOne({ identifier });
    const first = await askLeaf(leafIndex, 'suspend', body, 'k');
    expect(await askLeaf(leafIndex, 'suspend', body, 'k')).toEqual(first);
    await expect(askLeaf(leafIndex, 'revoke')).rejects.toEqual(code('STATUS_CHANGE_PENDING'));
    await world.anchor();
    await expect(askLeaf(leafIndex, 'suspend')).rejects.toEqual(code('STATUS_CHANGE_ILLEGAL'));
    await expect(askLeaf(leafIndex, 'revoke', foodBody)).rejects.toEqual(code('LEAF_UNKNOWN'));
    world.successors.set(body, foodBody);
    await askLeaf(leafIndex, 'revoke', foodBody);
    world.successors.clear();
    await world.anchor();
    await expect(askLeaf(leafIndex, 'reinstate')).rejects.toEqual(code('STATUS_CHANGE_ILLEGAL'));
    // The statement itself is a leaf without a status of its own.
    const statements = await statementsOf(world.store.statements, `${log}:${leafIndex}`);
    const places = statements.map((one) => one.leafIndex ?? -1);
    expect(places).toHaveLength(2);
    for (const place of [...places, 999_999]) {
      await expect(askLeaf(place, 'revoke')).rejects.toEqual(code('LEAF_UNKNOWN'));
    }
  });
});
