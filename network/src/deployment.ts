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
import { findProcess, renameProcess, stopProcess } from './processes.js';
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
  const started = await Promise.all(
    chaincodeNodes(site.state.topology).flatMap((node) => [
      ...(active === null ? [] : [startService(site, node, active, node.name)]),
      ...(next === null ? [] : [startService(site, node, next, nameOfNext(node, site.state))]),
    ]),
  );
  return started.filter(Boolean).length;
}

function startService(
  site: Site,
  node: ChaincodeNode,
  chaincode: InstalledChaincode,
  name: string,
): Promise<boolean> {
  writeConnection(site, node, chaincode);
  return ensureRunning(site, chaincodeProcess(site.folder, node, chaincode, name));
}

/** A package of its own runs beside the old one; the same package is served already. */
function nameOfNext(node: ChaincodeNode, { active, next }: NetworkState): string {
  const beside = active !== null && active.packageId !== next?.packageId;
  return beside ? besideName(node) : node.name;
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
 * Brings another chaincode definition into force while the network runs. State is kept.
 * @throws NetworkError `CHAINCODE_UNCHANGED`, `TOPOLOGY_INVALID`, `PROCESS_DIED`, `COMMAND_FAILED`
 */
export async function deploy(site: Site, definition: ChaincodeDefinition): Promise<void> {
  site.state.next = await planChaincode(site.state, definition);
  writeState(site.folder, site.state);
  try {
    await startServices(site);
  } catch (error) {
    // Nothing has reached the ledger yet: what cannot even start is dropped.
    site.state.next = null;
    writeState(site.folder, site.state);
    for (const node of chaincodeNodes(site.state.topology)) {
      await stopNamed(site.folder, site.state.id, besideName(node));
    }
    throw error;
  }
  await completeDeployment(site);
}

/** Puts the services of a committed upgrade in the place of the old ones, and ends those. */
async function promote({ folder, state }: Site): Promise<void> {
  if (state.next !== null) return;
  for (const node of chaincodeNodes(state.topology)) {
    const successor = findProcess(folder, state.id, besideName(node));
    if (successor === null) continue;
    await stopNamed(folder, state.id, node.name);
    renameProcess(folder, successor, node.name);
  }
}

async function stopNamed(folder: string, network: string, name: string): Promise<void> {
  const record = findProcess(folder, network, name);
  if (record !== null) await stopProcess(folder, network, record);
}

function besideName(node: ChaincodeNode): string {
  return `${node.name}.next`;
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
