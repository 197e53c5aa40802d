import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chaincodeProcess } from '../src/node-process.js';
import { chaincodeNodes } from '../src/nodes.js';
import { networkFiles, organisationFiles } from '../src/layout.js';
import { USAGE } from '../src/print.js';
import { sampleTopology } from '../src/topology.js';
import { first } from './fixtures/first.js';

const root = join(__dirname, '..', '..');
const document = readFileSync(join(root, 'docs', 'network.md'), 'utf8');

it('the document explains every error code', () => {
  const declared =
    readFileSync(join(root, 'network', 'src', 'errors.ts'), 'utf8').match(/(?<=\| ')[A-Z_]+/g) ??
    [];
  expect(declared.filter((code) => !document.includes(`\`${code}\``))).toEqual([]);
});

it('it knows every command and option', () => {
  const words = USAGE.match(/^ {2}(\w+)/gm)?.map((line) => line.trim()) ?? [];
  const options = USAGE.match(/--[a-z-]+/g)?.filter((option) => option.length > 2) ?? [];
  expect(words.length).toBeGreaterThan(6);
  for (const word of words.filter((each) => each !== 'FABRIC_BIN')) {
    expect(document).toContain(`npm run network -- ${word}`);
  }
  for (const option of options) expect(document).toContain(option);
});

it('it names all the environment of a chaincode service', () => {
  const topology = sampleTopology();
  const chaincode = { ...topology.chaincode, packageId: '', sequence: 1, slot: 0 as const };
  const { plan } = chaincodeProcess('/net', first(chaincodeNodes(topology)), chaincode, 'x');
  const names = Object.keys(plan.environment);
  expect(names.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
});

it('the folder is laid out as it says', () => {
  const files = { ...networkFiles('.'), ...organisationFiles('.', 'org') };
  const { state, processes, logs, packages, channel, authority, msp, identities, connections } =
    files;
  for (const path of [state, processes, logs, packages, channel, authority, msp, identities]) {
    expect(document).toContain(path.replace('organisations/org/', ''));
  }
  expect(connections).toBe('organisations/org/chaincode/connections');
  expect(document).toContain('connections/<label>.json');
});

it('ports and limits are the ones in the code', () => {
  expect(document).toContain(`first of 200 ports; ${sampleTopology().basePort} by default`);
});
