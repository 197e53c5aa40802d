import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  bodyRecord,
  createBody,
  createParties,
  foundingRecords,
  type SampleBody,
  type SampleParties,
} from '@yinzhao/e2e/parties';
import { readHead } from '../src/anchor/read-log.js';
import { composeBatch } from '../src/anchor/compose-batch.js';
import type { SignedGroup } from '@yinzhao/verifier/format/group';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { memoryChain, type MemoryChain, type MemoryPeer } from './memory-chain.js';

const organisations = [
  { name: 'approval', mspId: 'ApprovalMSP' },
  { name: 'police', mspId: 'PoliceMSP' },
  { name: 'market', mspId: 'MarketMSP' },
];

/** A founded consortium in memory; the first two bodies log at the first member, the third at the second. */
export interface SampleCity {
  readonly parties: SampleParties;
  readonly bodies: readonly SampleBody[];
  readonly chain: MemoryChain;
}

export async function sampleCity(engine: Engine): Promise<SampleCity> {
  const parties = await createParties('city', organisations, engine);
  const [home, abroad] = parties.members.map(({ log }) => log) as [string, string, string];
  const bodies = await Promise.all(
    [home, home, abroad].map((log, i) => createBody(parties, `BODY-${i + 1}`, log, engine)),
  );
  return refound({ parties, bodies }, engine);
}

/** The same consortium on a new chain. */
export async function refound(
  { parties, bodies }: Pick<SampleCity, 'parties' | 'bodies'>,
  engine: Engine,
): Promise<SampleCity> {
  const chain = memoryChain(parties, engine);
  for (const record of foundingRecords(parties)) await chain.enact(record);
  for (const body of bodies) await chain.enact(bodyRecord(body));
  await chain.enact({ kind: 'trust', version: 1, digest: engine.sm3(Uint8Array.of(1)) });
  return { parties, bodies, chain };
}

export async function anchor(
  peer: MemoryPeer,
  log: string,
  groups: readonly SignedGroup[],
  engine: Engine,
): Promise<void> {
  await peer.submit('anchorBatch', [composeBatch(log, await readHead(peer, log), groups, engine)]);
}

/** A folder that is gone when the tests of the file are done. */
export function scratchFolders(): { readonly create: () => string; readonly remove: () => void } {
  const folders: string[] = [];
  return {
    create: () => {
      const folder = mkdtempSync(join(tmpdir(), 'yinzhao-'));
      folders.push(folder);
      return folder;
    },
    remove: () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}
