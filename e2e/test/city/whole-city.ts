import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { auditPeer } from '@yinzhao/e2e/audit';
import type { ShownLicence } from '@yinzhao/e2e/city/client';
import { codesOf, hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import { nodeEngine } from '@yinzhao/verifier/node';
import type { OwnCity } from './own-city.js';

export const date = '2026-01-05';
const patienceMs = 60_000;

/** Something of a process of the home organisation: a file or folder in its gateway's or its signer's folder. */
export function fileOf({ folders, body }: OwnCity, ...path: readonly string[]): string {
  const own = folders.org(body.org);
  const [first = '', ...rest] = path;
  return first === 'signer' ? join(own.signer, ...rest) : join(own.gateway, ...path);
}

/** Does something to the files of a process of the home organisation while it does not run. */
export async function whileDown(
  city: OwnCity,
  kind: 'gateway' | 'signer',
  deed: () => void,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  const name = `${kind}-${city.body.org}`;
  await city.kill(name, signal);
  deed();
  await city.start(name);
}

export function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/** Puts a copy in the place of what is there now. */
export function replaceBy(copy: string, path: string): void {
  remove(path);
  cpSync(copy, path, { recursive: true });
}

/** Issues licences, in order, and waits until all of them have a receipt. */
export async function issueAll(
  { client }: OwnCity,
  indices: readonly number[],
): Promise<ShownLicence[]> {
  const licences: ShownLicence[] = [];
  for (const index of indices) {
    licences.push(await client.issue(sampleLicence(index, date), `whole-${index}`));
  }
  return Promise.all(
    licences.map(({ identifier }) => client.waitUntil(identifier, ['receipted'], patienceMs)),
  );
}

/** As it is shown once its change is in the log. */
export async function revoke(
  { client }: OwnCity,
  { identifier }: ShownLicence,
): Promise<ShownLicence> {
  await client.changeStatus(identifier, 'revoke');
  return client.waitFor(identifier, ({ status }) => status === 'revoked', patienceMs);
}

/**
 * The gateway shows each licence as it did before, with its files and the pack of now it verifies or is revoked, and the
 * ledger of every organisation holds it once; nothing is in the log that nobody asked for.
 */
export async function expectWhole(city: OwnCity, licences: readonly ShownLicence[]): Promise<void> {
  const { client, trust, network, orgs } = city;
  for (const before of licences) {
    const same = (now: ShownLicence): boolean =>
      now.state === before.state && now.status === before.status;
    expect(await client.waitFor(before.identifier, same, patienceMs)).toEqual(before);
  }
  const sync = await client.syncPack();
  for (const { identifier, status } of licences) {
    const verdict = judge(await client.file(identifier), { sync }, hallPolicy(trust));
    const codes = status === 'revoked' ? ['LICENCE_REVOKED'] : [];
    expect([identifier, codesOf(verdict)]).toEqual([identifier, codes]);
    expect(verdict.outcome).toBe(status === 'revoked' ? 'invalid' : 'valid');
  }
  for (const { name } of orgs) {
    const { objects } = await auditPeer(network, name, nodeEngine());
    for (const { object, leafIndex } of licences) {
      expect([object, objects.get(object ?? '')]).toEqual([object, [leafIndex]]);
    }
  }
  expect(await unknownEntries(city)).toBe(0);
}

/** What the monitor has raised an alarm for since the gateway was started. */
export async function unknownEntries({ orgs, body }: OwnCity): Promise<number> {
  const url = orgs.find(({ name }) => name === body.org)?.url ?? '';
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^yinzhao_unknown_entries (\d+)$/m.exec(text)?.[1]);
}
