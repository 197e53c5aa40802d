import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { builtInPolicy, formatPolicy } from '@yinzhao/verifier';
import { toHex } from '@yinzhao/verifier/format/bytes';
import type { City } from './city.js';
import type { CityClient, ShownLicence } from './client.js';
import { runOffline, type Isolation, type OfflineRun } from './offline.js';
import type { Timings } from './print.js';
import { sampleLicence } from './sample-licences.js';
import { writeWhole } from './write-whole.js';

/** What a hall needs to judge one licence, as files. */
export interface LicenceFiles {
  readonly identifier: string;
  readonly licence: string;
  readonly sync: string;
  readonly policy: string;
}

/** The same request under the same key names the same licence for ever. */
const key = 'first-licence';
const date = '2026-01-05';
/** Every tenth of the samples is the same type of licence. */
const kinds = 10;
const found = { chinese: '示例营业执照已存在', english: 'the licence is found' };

/**
 * Issues the sample's first licence, or finds it, and waits until other organisations have witnessed it. In place of
 * one that is not in force any more, revoked for example, the next one counts.
 */
export async function firstLicence(
  client: Pick<CityClient, 'issue' | 'read' | 'waitUntil'>,
  { step }: Timings,
): Promise<string> {
  const begun = Date.now();
  const { identifier } = await step(
    'issue',
    '签发一份示例营业执照',
    'a licence is issued',
    () => licenceInForce(client),
    // The gateway runs on this machine, by the same clock.
    ({ issued }) => (Date.parse(issued) < begun ? found : null),
  );
  await step('anchor', '写入账本', 'anchored in the ledger', () =>
    client.waitUntil(identifier, ['anchored', 'receipted']),
  );
  await step('witness', '其他机构见证', 'witnessed by the other organisations', () =>
    client.waitUntil(identifier, ['receipted']),
  );
  return identifier;
}

async function licenceInForce(client: Pick<CityClient, 'issue' | 'read'>): Promise<ShownLicence> {
  for (let turn = 0; ; turn++) {
    const name = turn === 0 ? key : `${key}-${turn + 1}`;
    const { identifier } = await client.issue(sampleLicence(turn * kinds, date), name);
    // A repeated request is answered as it was the first time, whatever has become of the licence since.
    const licence = await client.read(identifier);
    if (licence.status === 'valid') return licence;
  }
}

/** Writes the licence file, the newest sync pack and the policy that pins the first trust bundle. */
export async function writeFiles(
  { folders, trust }: City,
  client: CityClient,
  identifier: string,
): Promise<LicenceFiles> {
  const files = {
    identifier,
    licence: join(folders.licences, `${identifier}.yzl`),
    sync: join(folders.licences, `${identifier}.yzs`),
    policy: join(folders.licences, 'policy.json'),
  };
  const pin = { version: trust.version, digest: toHex(trust.digest) };
  const policy = { ...builtInPolicy('hall'), name: 'sample-hall', trust: pin };
  writeWhole(files.policy, formatPolicy(policy));
  writeWhole(files.licence, await client.file(identifier));
  writeWhole(files.sync, await client.syncPack());
  return files;
}

export function verifyOffline(
  { licence, sync, policy }: LicenceFiles,
  isolation: Isolation,
): Promise<OfflineRun> {
  const words = ['verify', licence, '--sync', sync, '--policy', policy, '--json'];
  return runOffline(words, isolation);
}

/** A checkpoint after a longer pause takes a moment: until then halls would say that they do not know. */
export async function verifyFresh(
  city: City,
  client: CityClient,
  identifier: string,
  isolation: Isolation,
): Promise<OfflineRun & { readonly files: LicenceFiles }> {
  for (let attempt = 0; ; attempt++) {
    const files = await writeFiles(city, client, identifier);
    const run = await verifyOffline(files, isolation);
    if (run.code !== undetermined || attempt >= attempts) return { ...run, files };
    await sleep(1000);
  }
}

const undetermined = 2;
const attempts = 15;
