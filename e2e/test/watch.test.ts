import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditPeer } from '@yinzhao/e2e/audit';
import { sampleEntries, signGroup } from '@yinzhao/e2e/groups';
import { bodyRecord, createBody, type SampleBody } from '@yinzhao/e2e/parties';
import {
  anchorBatch,
  appendedBy,
  composeBatch,
  positionFile,
  readHead,
  type Ledger,
} from '@yinzhao/gateway';
import { engine, openShared, type Shared } from './open-shared.js';

let shared: Shared;
let ledger: Ledger;
let body: SampleBody;
const folder = mkdtempSync(join(tmpdir(), 'yinzhao-position-'));

beforeAll(async () => {
  shared = await openShared();
  ledger = await shared.ledger('approval', 'gateway');
  body = await createBody(shared.parties, 'WATCHED', shared.parties.members[0]?.log ?? '', engine);
  await shared.port.enact(bodyRecord(body));
}, 60_000);

afterAll(() => {
  shared.close();
  rmSync(folder, { recursive: true });
});

async function anchorGroup(number: number): Promise<void> {
  const group = signGroup(body, number, { entries: sampleEntries(2, `watched ${number}`, engine) });
  await anchorBatch(
    ledger,
    composeBatch(body.log, await readHead(ledger, body.log), [group], engine),
    engine,
  );
}

/** Numbers of the groups of `body` seen until the one wanted comes, and the blocks they came with. */
async function watchUntil(
  wanted: number,
  name: string,
): Promise<{ numbers: number[]; firstBlock: number }> {
  const numbers: number[] = [];
  let firstBlock = -1;
  const watch = await ledger.watch(positionFile(join(folder, name)), (block) => {
    if (firstBlock < 0) firstBlock = block.number;
    for (const { groups } of appendedBy(block, ledger.chaincode, engine)) {
      for (const { group } of groups) {
        if (Buffer.from(group.certificate).equals(body.digest)) numbers.push(group.number);
      }
    }
    if (numbers.includes(wanted)) watch.close();
    return Promise.resolve();
  });
  await watch.ended;
  return { numbers, firstBlock };
}

describe('watching blocks', () => {
  it('starts at the first and goes on, after a restart, where it was', async () => {
    await anchorGroup(1);
    await anchorGroup(2);
    const before = await watchUntil(2, 'position');
    expect(before).toEqual({ numbers: [1, 2], firstBlock: 0 });
    await anchorGroup(3);
    const after = await watchUntil(3, 'position');
    expect(after.numbers).toEqual([3]);
    expect(after.firstBlock).toBeGreaterThan(0);
  });

  it('stops with what the handler throws, and comes back to that block', async () => {
    const failing = await ledger.watch(positionFile(join(folder, 'failing')), ({ number }) =>
      number === 2 ? Promise.reject(new Error('disk full')) : Promise.resolve(),
    );
    await expect(failing.ended).rejects.toThrow('disk full');
    const seen: number[] = [];
    const again = await ledger.watch(positionFile(join(folder, 'failing')), ({ number }) => {
      seen.push(number);
      again.close();
      return Promise.resolve();
    });
    await again.ended;
    expect(seen).toEqual([2]);
  });

  it('rebuilds every log from the chain alone, the same on every peer', async () => {
    const audits = await Promise.all(
      ['approval', 'police', 'market'].map((org) => auditPeer(shared.network, org, engine)),
    );
    const [first] = audits;
    expect(first?.logs[body.log]?.size).toBe((await readHead(ledger, body.log)).size);
    for (const { logs, heads, groups } of audits) {
      expect(logs).toEqual(first?.logs);
      expect(heads).toEqual(logs);
      expect([...groups.values()].every((places) => places.length === 1)).toBe(true);
    }
  }, 60_000);
});
