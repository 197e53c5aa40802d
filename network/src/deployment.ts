import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageChaincode } from './chaincode-package.js';
import { connectionDocument } from './configuration/connection.js';
import { NetworkError } from './errors.js';
import { organisationFiles, tlsFiles } from './layout.js';
import { commitChaincode } from './lifecycle.js';
import { chaincodeProcess } from './node-process.js';
import { chaincodeNodes } from './nodes.js';
import type { ChaincodeNode } from './nodes.js';
import { writeDocument } from './private-file.js';
import { findProcess, listProcesses, renameProcess, stopProcess } from './processes.js';
import { ensureRunning } from './running.js';
import type { Site } from './site.js';
import { writeState } from './state.js';
import type { InstalledChaincode, NetworkState } from './state.js';
import { checkChaincode } from './topology.js';
import type { ChaincodeDefinition } from './topology.js';

/**
 * Plans the step from the committed definition to another one. The same label means the same package and
 * the same running services; a new label means a new package and new services beside the old ones.
 * @throws NetworkError `CHAINCODE_UNCHANGED`, `TOPOLOGY_INVALID`
 */
export async function planChaincode(
  { active, topology }: NetworkState,
  definition: ChaincodeDefinition,
): Promise<InstalledChaincode> {
  checkChaincode(definition, topology.organisations.length);
  const { packageId } = await packageChaincode(definition.label);
  if (active === null) return { ...definition, packageId, sequence: 1, slot: 0 };
  const samePackage = active.packageId === packageId;
  if (samePackage && isSameDefinition(active, definition)) {
    throw new NetworkError(
      'CHAINCODE_UNCHANGED',
      '链码定义没有变化：升级须改变版本、背书数或标签；改变启动命令须同时改变标签',
      'the chaincode definition is unchanged: an upgrade changes version, endorsements or label; a new command needs a new label',
    );
  }
  const slot = samePackage ? active.slot : active.slot === 0 ? 1 : 0;
  return { ...definition, packageId, sequence: active.sequence + 1, slot };
}

function isSameDefinition(active: InstalledChaincode, definition: ChaincodeDefinition): boolean {
  return active.version === definition.version && active.endorsements === definition.endorsements;
}

/**
 * Starts the services that are to run: those of the committed definition, and beside them those of one on
 * its way.
 * @returns how many had to be started
 */
export async function startServices(site: Site): Promise<number> {
  const { active, next } = site.state;
  await promote(site);
  const started = [
    ...(active === null ? [] : await startAll(site, active)),
    ...(next === null ? [] : await startAll(site, next)),
  ];
  return started.filter(Boolean).length;
}

/**
 * Commits the definition that is on its way, if one is, and ends the services that nobody calls any more.
 */
export async function completeDeployment(site: Site): Promise<void> {
  const { next } = site.state;
  if (next === null) return;
  await commitChaincode(site, next);
  site.state.active = next;
  site.state.next = null;
  writeState(site.folder, site.state);
  await promote(site);
}

/**
 * Brings another chaincode definition into force while the network runs. State is kept. Nothing is changed
 * where its services cannot even start.
 * @throws NetworkError `CHAINCODE_UNCHANGED`, `TOPOLOGY_INVALID`, `PROCESS_DIED`, `COMMAND_FAILED`
 */
export async function deploy(site: Site, definition: ChaincodeDefinition): Promise<void> {
  const next = await planChaincode(site.state, definition);
  try {
    await startAll(site, next);
  } catch (error) {
    await promote(site);
    throw error;
  }
  // From here on an interrupted upgrade is completed, never undone: the ledger may know of it.
  site.state.next = next;
  writeState(site.folder, site.state);
  await completeDeployment(site);
}

function startAll(site: Site, chaincode: InstalledChaincode): Promise<boolean[]> {
  return Promise.all(
    chaincodeNodes(site.state.topology).map((node) => {
      writeConnection(site, node, chaincode);
      const name = serviceName(node, chaincode, site.state);
      return ensureRunning(site, chaincodeProcess(site.folder, node, chaincode, name));
    }),
  );
}

/** The services of the committed package have the plain name; those of another one bear its label. */
function serviceName(
  node: ChaincodeNode,
  { packageId, label }: InstalledChaincode,
  { active }: NetworkState,
): string {
  return active === null || active.packageId === packageId ? node.name : `${node.name}.${label}`;
}

/**
 * Puts the services of a committed upgrade in the place of the old ones, and ends those, as well as any
 * that an upgrade has left that never came to be.
 */
async function promote({ folder, state }: Site): Promise<void> {
  if (state.next !== null || state.active === null) return;
  for (const { name } of chaincodeNodes(state.topology)) {
    const successor = findProcess(folder, state.id, `${name}.${state.active.label}`);
    const old = listProcesses(folder, state.id).filter(
      (record) => record.name.startsWith(`${name}.`) && record.pid !== successor?.pid,
    );
    const replaced = successor === null ? null : findProcess(folder, state.id, name);
    for (const record of replaced === null ? old : [...old, replaced]) {
      await stopProcess(folder, state.id, record);
    }
    if (successor !== null) renameProcess(folder, successor, name);
  }
}

function writeConnection(
  { folder }: Site,
  node: ChaincodeNode,
  chaincode: InstalledChaincode,
): void {
  const files = organisationFiles(folder, node.organisation.name);
  const { certificate, key } = tlsFiles(files.peer.tls);
  const credential = {
    certificate: readFileSync(certificate, 'utf8'),
    privateKey: readFileSync(key, 'utf8'),
  };
  writeDocument(
    join(files.connections, `${chaincode.label}.json`),
    connectionDocument(node.ports[chaincode.slot], credential, readFileSync(files.tlsRoot, 'utf8')),
  );
}
