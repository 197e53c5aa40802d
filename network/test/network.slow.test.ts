/** @jest-environment ./network/test/fixtures/outside-environment.cjs */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openNetwork, startNetwork } from '../src/network.js';
import type { Network } from '../src/network.js';
import { isAlive } from '../src/processes.js';
import { startOf } from '../src/process-table.js';
import { connect } from './fixtures/client.js';
import { newTrial, trialBinaries } from './fixtures/trial.js';
import type { Trial } from './fixtures/trial.js';

jest.setTimeout(120_000);

let trial: Trial;
let network: Network;

beforeAll(async () => {
  trial = await newTrial();
  network = await trial.start();
});

afterAll(() => trial.clear());

async function pids(): Promise<Record<string, number | null>> {
  return Object.fromEntries((await network.status()).map(({ name, pid }) => [name, pid]));
}

it('a transaction commits on the peers of all organisations', async () => {
  const client = await connect(network, 'approval');
  try {
    await client.put('first', 'value');
    const reader = await connect(network, 'market');
    try {
      await expect(reader.get('first')).resolves.toBe('value');
    } finally {
      reader.close();
    }
  } finally {
    client.close();
  }
});

it('service discovery can be used at once', async () => {
  const client = await connect(network, 'police', 'gateway', true);
  try {
    await client.put('discovered', 'yes');
    await expect(client.get('discovered')).resolves.toBe('yes');
  } finally {
    client.close();
  }
});

it('attributes stand in the enrolment certificate, the type in its OU', () => {
  const { admin, gateway } = network.identities('approval');
  expect(admin?.mspId).toBe('ApprovalMSP');
  expect(new X509Certificate(admin?.certificate ?? '').subject).toContain('OU=admin');
  const certificate = new X509Certificate(gateway?.certificate ?? '');
  expect(certificate.subject).toContain('OU=client');
  // Fabric CA's attribute extension is JSON.
  expect(certificate.raw.includes('"yinzhao.role":"gateway"')).toBe(true);
});

it('nobody else can read what the network keeps', () => {
  const open: string[] = [];
  const keys: string[] = [];
  const walk = (folder: string) => {
    if ((statSync(folder).mode & 0o077) !== 0) open.push(folder);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const isKey = /key\.pem$|_sk$|SecretKey$|PrivateKey$/.test(entry.name);
      if (entry.isDirectory()) walk(path);
      else if (isKey) keys.push(path);
      if (isKey && (statSync(path).mode & 0o777) !== 0o600) open.push(path);
    }
  };
  walk(join(trial.folder, 'organisations'));
  expect(statSync(trial.folder).mode & 0o777).toBe(0o700);
  expect(keys.length).toBeGreaterThan(30);
  expect(open).toEqual([]);
});

it('everything listens on 127.0.0.1 only', async () => {
  const listening = new Set<string>();
  for (const { pid } of await network.status()) {
    const inodes = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    });
    for (const table of ['tcp', 'tcp6']) {
      for (const line of readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1)) {
        const fields = line.trim().split(/\s+/);
        // 0A: LISTEN
        if (fields[3] === '0A' && inodes.includes(fields[9] ?? '')) {
          listening.add(fields[1]?.split(':')[0] ?? '');
        }
      }
    }
  }
  expect([...listening]).toEqual(['0100007F']);
});

it('a second start finds everything running', async () => {
  const before = await pids();
  const again = await trial.start();
  expect(await pids()).toEqual(before);
  expect(Object.values(await again.heights()).every((height) => (height ?? 0) > 5)).toBe(true);
});

it('memory after the start stays below 650 MB', () => {
  const total = Object.values(network.memory()).reduce((sum, bytes) => sum + bytes, 0);
  expect(Object.keys(network.memory())).toHaveLength(10);
  expect(total / 1e6).toBeLessThan(650);
});

it('killed processes come back, each under its name, and the others are left running', async () => {
  const before = await pids();
  const killed = ['peer-police', 'orderer-approval', 'chaincode-market', 'ca-approval'];
  for (const name of killed) await network.kill(name);
  const down = await pids();
  expect(killed.map((name) => down[name])).toEqual([null, null, null, null]);
  await expect(network.heights()).resolves.toMatchObject({ 'peer-police': null });

  await network.start('peer-police');
  expect((await pids())['peer-police']).not.toBeNull();
  expect((await pids())['orderer-approval']).toBeNull();

  network = await trial.start();
  const after = await pids();
  for (const [name, pid] of Object.entries(after)) {
    if (killed.includes(name)) expect(pid).not.toBe(before[name]);
    else expect(pid).toBe(before[name]);
    expect(pid).not.toBeNull();
  }
  const client = await connect(network, 'police');
  try {
    await client.put('after-kill', '1');
  } finally {
    client.close();
  }
});

it('stop ends its own processes only, and a later start keeps the ledger', async () => {
  const before = Object.values(await network.heights());
  const records = join(trial.folder, 'processes');
  const record = JSON.parse(readFileSync(join(records, 'ca-police.json'), 'utf8')) as object;
  // Another program has got the pid that stands in our record: pid and even start agree, the mark does not.
  const foreign = spawn('sleep', ['60'], { stdio: 'ignore' });
  const pid = foreign.pid ?? 0;
  const started = startOf(pid) ?? '';
  try {
    await network.kill('ca-police');
    writeFileSync(join(records, 'ca-police.json'), JSON.stringify({ ...record, pid, started }));
    await network.stop();
    expect(isAlive({ name: 'foreign', pid, started })).toBe(true);
    expect(Object.values(await pids()).every((each) => each === null)).toBe(true);
  } finally {
    foreign.kill('SIGKILL');
  }
  network = await trial.start();
  const after = Object.values(await network.heights());
  expect(after.every((height, index) => (height ?? 0) >= (before[index] ?? Infinity))).toBe(true);
  const client = await connect(network, 'market');
  try {
    await expect(client.get('first')).resolves.toBe('value');
    await client.put('resumed', '1');
  } finally {
    client.close();
  }
});

it('a running network can be opened by another program', async () => {
  const opened = openNetwork(trial.folder);
  expect(await opened.status()).toMatchObject(
    (await network.status()).map(({ name, pid }) => ({ name, pid })),
  );
  expect(opened.identities('market')).toEqual(network.identities('market'));
});

it('names that the topology does not have are refused', async () => {
  await expect(network.kill('peer-nobody')).rejects.toMatchObject({ code: 'PROCESS_UNKNOWN' });
  await expect(network.start('peer-nobody')).rejects.toMatchObject({ code: 'PROCESS_UNKNOWN' });
  expect(() => network.identities('nobody')).toThrow(
    expect.objectContaining({ code: 'ORGANISATION_UNKNOWN' }),
  );
});

it('what the folder holds decides: another topology is refused', async () => {
  const other = { ...trial.topology, channel: 'other' };
  await expect(
    startNetwork(other, trial.folder, { binaries: trialBinaries() }),
  ).rejects.toMatchObject({ code: 'TOPOLOGY_CHANGED' });
});
