import { organisationFiles, tlsFiles } from '../layout.js';
import { ordererNodes, peerNodes } from '../nodes.js';
import { HOST } from '../ports.js';
import type { Topology } from '../topology.js';

/** The application channel, orderers included: 2.3 and later start from its first block. */
export const CHANNEL_PROFILE = 'Channel';
/** Fabric 2.1: the system channel, and the application channel as a request to it. */
export const SYSTEM_PROFILE = 'System';
export const CREATION_PROFILE = 'Creation';
const CONSORTIUM = 'Consortium';

/**
 * configtx.yaml for all releases: V2_0 is the highest capability that 2.1 knows, and 3.1 still serves it.
 */
export function channelConfiguration(topology: Topology, folder: string): object {
  const application = {
    Organizations: topology.organisations.map(({ name }) => organisation(topology, folder, name)),
    Policies: {
      ...implicitPolicies(),
      LifecycleEndorsement: implicit('MAJORITY Endorsement'),
      Endorsement: implicit('MAJORITY Endorsement'),
    },
    Capabilities: CAPABILITIES,
  };
  const channel = { Policies: implicitPolicies(), Capabilities: CAPABILITIES };
  const ordering = orderer(topology, folder);
  return {
    Profiles: {
      [CHANNEL_PROFILE]: { ...channel, Orderer: ordering, Application: application },
      [CREATION_PROFILE]: { ...channel, Consortium: CONSORTIUM, Application: application },
      [SYSTEM_PROFILE]: {
        ...channel,
        Orderer: ordering,
        Consortiums: { [CONSORTIUM]: { Organizations: application.Organizations } },
      },
    },
  };
}

const CAPABILITIES = { V2_0: true };

function orderer(topology: Topology, folder: string): object {
  const { blocks } = topology;
  const nodes = ordererNodes(topology);
  return {
    OrdererType: 'etcdraft',
    Addresses: nodes.map(({ ports }) => `${HOST}:${ports.listen}`),
    BatchTimeout: `${blocks.timeoutMs}ms`,
    BatchSize: {
      MaxMessageCount: blocks.maxMessages,
      AbsoluteMaxBytes: blocks.maxBytes,
      PreferredMaxBytes: blocks.preferredBytes,
    },
    EtcdRaft: {
      Consenters: nodes.map(({ organisation: { name }, ports }) => {
        const { certificate } = tlsFiles(organisationFiles(folder, name).orderer.tls);
        return {
          Host: HOST,
          Port: ports.listen,
          ClientTLSCert: certificate,
          ServerTLSCert: certificate,
        };
      }),
      Options: {
        // Ten silent ticks make an election: at Fabric's 500 ms a restarted orderer is mute for 8 s.
        TickInterval: `${blocks.tickMs}ms`,
        ElectionTick: 10,
        HeartbeatTick: 1,
        MaxInflightBlocks: 5,
        SnapshotIntervalSize: 16 * 1024 * 1024,
      },
    },
    Organizations: topology.ordererOrganisations.map((name) =>
      organisation(topology, folder, name),
    ),
    Policies: { ...implicitPolicies(), BlockValidation: implicit('ANY Writers') },
    Capabilities: CAPABILITIES,
  };
}

/**
 * One definition for both groups: Fabric refuses a channel in which an MSP id stands with two different
 * MSPs.
 */
function organisation(topology: Topology, folder: string, name: string): object {
  const peer = peerNodes(topology).find((node) => node.organisation.name === name);
  const orderers = ordererNodes(topology).filter((node) => node.organisation.name === name);
  const mspId = peer?.organisation.mspId ?? '';
  const signature = (...roles: string[]) => ({
    Type: 'Signature',
    Rule: `OR(${roles.map((role) => `'${mspId}.${role}'`).join(', ')})`,
  });
  return {
    Name: mspId,
    ID: mspId,
    MSPDir: organisationFiles(folder, name).msp,
    Policies: {
      Readers: signature('member'),
      // Orderers, because a block counts if a writer of the orderer group has signed it.
      Writers: signature('admin', 'client', 'orderer'),
      Admins: signature('admin'),
      Endorsement: signature('peer'),
    },
    AnchorPeers: [{ Host: HOST, Port: peer?.ports.listen }],
    OrdererEndpoints: orderers.map(({ ports }) => `${HOST}:${ports.listen}`),
  };
}

function implicitPolicies(): Record<string, object> {
  return {
    Readers: implicit('ANY Readers'),
    Writers: implicit('ANY Writers'),
    Admins: implicit('MAJORITY Admins'),
  };
}

function implicit(rule: string): object {
  return { Type: 'ImplicitMeta', Rule: rule };
}
