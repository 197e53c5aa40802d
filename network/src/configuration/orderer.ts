import { mspFiles, tlsFiles } from '../layout.js';
import type { OrganisationFiles } from '../layout.js';
import type { OrdererNode } from '../nodes.js';
import { HOST } from '../ports.js';

export interface OrdererPlan {
  node: OrdererNode;
  files: OrganisationFiles;
  /** TLS roots of all organisations that run orderers. */
  clusterRoots: string[];
  /** First block of the system channel for Fabric 2.1; null where channels are joined through osnadmin. */
  systemGenesis: string | null;
}

/**
 * orderer.yaml of one organisation's orderer. Fabric refuses unknown keys here, so 2.1 and its
 * successors get different documents.
 */
export function ordererConfiguration(plan: OrdererPlan): object {
  const { node, files } = plan;
  const { certificate, key } = tlsFiles(files.orderer.tls);
  return {
    General: {
      ListenAddress: HOST,
      ListenPort: node.ports.listen,
      TLS: {
        Enabled: true,
        Certificate: certificate,
        PrivateKey: key,
        RootCAs: [mspFiles(files.msp).tlsRoot],
        ClientAuthRequired: false,
      },
      // The orderers of a channel accept from each other only the very certificates that the channel
      // lists, in both directions, although clients of this listener need none.
      Cluster: {
        ClientCertificate: certificate,
        ClientPrivateKey: key,
        RootCAs: plan.clusterRoots,
      },
      LocalMSPID: node.organisation.mspId,
      LocalMSPDir: files.orderer.msp,
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      ...bootstrap(plan),
    },
    FileLedger: { Location: `${files.orderer.data}/ledger` },
    Consensus: {
      WALDir: `${files.orderer.data}/etcdraft/wal`,
      SnapDir: `${files.orderer.data}/etcdraft/snapshot`,
    },
    Operations: {
      ListenAddress: `${HOST}:${node.ports.operations}`,
      TLS: { Enabled: false },
    },
    Metrics: { Provider: 'prometheus' },
    ...(plan.systemGenesis === null ? administration(node, files) : {}),
  };
}

function bootstrap({ systemGenesis }: OrdererPlan): object {
  if (systemGenesis === null) return { BootstrapMethod: 'none' };
  return { BootstrapMethod: 'file', BootstrapFile: systemGenesis };
}

function administration(node: OrdererNode, files: OrganisationFiles): object {
  const { certificate, key } = tlsFiles(files.orderer.tls);
  const root = mspFiles(files.msp).tlsRoot;
  return {
    ChannelParticipation: { Enabled: true, MaxRequestBodySize: '1 MB' },
    Admin: {
      ListenAddress: `${HOST}:${node.ports.admin}`,
      TLS: {
        Enabled: true,
        Certificate: certificate,
        PrivateKey: key,
        RootCAs: [root],
        // Any TLS certificate of the organisation may administer its orderer: no other check is made.
        ClientAuthRequired: true,
        ClientRootCAs: [root],
      },
    },
  };
}
