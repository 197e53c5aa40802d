import { dirname } from 'node:path';
import type { Binaries } from './binaries.js';
import { CONNECTIONS_VARIABLE } from './configuration/peer.js';
import { isAuthorityHealthy, isChaincodeHealthy, isNodeHealthy } from './health.js';
import { organisationFiles, tlsFiles } from './layout.js';
import type { AnyNode, ChaincodeNode } from './nodes.js';
import { HOST } from './ports.js';
import type { ProcessPlan } from './processes.js';
import type { InstalledChaincode } from './state.js';

// Go gives memory back late: without these a peer of 3.1 keeps 350 MB after load. The limit is soft (a peer
// that needs more gets more, and collects harder): 3.1 lives on 110 MB, and at 128 MiB spent 12 % of its
// time on collecting, at 176 MiB 2 %. GOGC=50 keeps the heap at 1.5 times what lives.
const GO_MEMORY = {
  ca: { GOMEMLIMIT: '64MiB', GOGC: '50' },
  orderer: { GOMEMLIMIT: '128MiB', GOGC: '50' },
  peer: { GOMEMLIMIT: '176MiB', GOGC: '50' },
};

const FABRIC_LOGS = {
  FABRIC_LOGGING_SPEC: 'warn',
  // Fabric's own format is for terminals: full of colours.
  FABRIC_LOGGING_FORMAT:
    '%{time:2006-01-02T15:04:05.000Z07:00} %{level:.4s} [%{module}] %{message}',
};

/** How a node becomes a process, and how one sees that it works. */
export interface NodeProcess {
  plan: ProcessPlan;
  /** What it listens on. */
  ports: number[];
  isHealthy: () => Promise<boolean>;
}

/** CA, orderer or peer. */
export function serverProcess(
  folder: string,
  node: Exclude<AnyNode, ChaincodeNode>,
  binaries: Binaries,
): NodeProcess {
  const files = organisationFiles(folder, node.organisation.name);
  const ports = Object.values<number>(node.ports);
  switch (node.kind) {
    case 'ca':
      return {
        plan: {
          name: node.name,
          command: [binaries.authority, 'start', '--home', files.authority],
          environment: { FABRIC_CA_SERVER_HOME: files.authority, ...GO_MEMORY.ca },
          folder: files.authority,
        },
        ports,
        isHealthy: () => isAuthorityHealthy(folder, node),
      };
    case 'orderer':
    case 'peer': {
      const home = dirname(files[node.kind].configuration);
      const command =
        node.kind === 'peer' ? [binaries.peer, 'node', 'start'] : [binaries.orderer, 'start'];
      return {
        plan: {
          name: node.name,
          command,
          environment: {
            FABRIC_CFG_PATH: home,
            ...FABRIC_LOGS,
            [CONNECTIONS_VARIABLE]: files.connections,
            ...GO_MEMORY[node.kind],
          },
          folder: home,
        },
        ports,
        isHealthy: () => isNodeHealthy(node),
      };
    }
  }
}

/**
 * One organisation's chaincode service.
 * @param name - of the process: an upgrade runs two services of one organisation for a while
 */
export function chaincodeProcess(
  folder: string,
  node: ChaincodeNode,
  chaincode: InstalledChaincode,
  name: string,
): NodeProcess {
  const files = organisationFiles(folder, node.organisation.name);
  const { certificate, key } = tlsFiles(files.chaincodeTls);
  const port = node.ports[chaincode.slot];
  const address = `${HOST}:${port}`;
  return {
    plan: {
      name,
      command: chaincode.command,
      environment: {
        CORE_CHAINCODE_LOGGING_LEVEL: 'WARNING',
        ...chaincode.environment,
        CHAINCODE_SERVER_ADDRESS: address,
        CHAINCODE_ID: chaincode.packageId,
        // The same again under the names that fabric-shim's own starter reads. Without CORE_ the TLS
        // ones are ignored in silence, and the service would speak plaintext.
        CORE_CHAINCODE_ADDRESS: address,
        CORE_CHAINCODE_ID: chaincode.packageId,
        CORE_CHAINCODE_TLS_CERT_FILE: certificate,
        CORE_CHAINCODE_TLS_KEY_FILE: key,
        CORE_CHAINCODE_TLS_CLIENT_CACERT_FILE: files.tlsRoot,
      },
      folder: dirname(files.chaincodeTls),
    },
    ports: [port],
    isHealthy: () => isChaincodeHealthy(folder, node, chaincode.slot),
  };
}
