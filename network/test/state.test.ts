import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enrolmentSecret, newState, readState, requireState, writeState } from '../src/state.js';
import { recent } from './fixtures/programs.js';
import { sampleTopology } from '../src/topology.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yinzhao-state-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('what is written is read again, and readable by its owner only', () => {
  expect(readState(folder)).toBeNull();
  const state = newState(sampleTopology(), recent);
  writeState(folder, state);
  expect(readState(folder)).toEqual(state);
  expect(statSync(join(folder, 'network.json')).mode & 0o777).toBe(0o600);
});

it('no network is an error with a code', () => {
  expect(() => requireState(folder)).toThrow(expect.objectContaining({ code: 'NETWORK_MISSING' }));
});

it('a network whose memory cannot be read is not taken for none', () => {
  writeFileSync(join(folder, 'network.json'), '');
  expect(() => readState(folder)).toThrow(expect.objectContaining({ code: 'NETWORK_DAMAGED' }));
});

it('secrets differ by network, organisation, CA and name, and are the same every time', () => {
  const one = newState(sampleTopology(), recent);
  const other = newState(sampleTopology(), recent);
  const secrets = [
    enrolmentSecret(one, 'approval', 'msp', 'admin'),
    enrolmentSecret(one, 'approval', 'tls', 'admin'),
    enrolmentSecret(one, 'police', 'msp', 'admin'),
    enrolmentSecret(one, 'approval', 'msp', 'gateway'),
    enrolmentSecret(other, 'approval', 'msp', 'admin'),
  ];
  expect(new Set(secrets).size).toBe(secrets.length);
  expect(enrolmentSecret(one, 'approval', 'msp', 'admin')).toBe(secrets[0]);
  expect(one.id).not.toBe(other.id);
});
