import { BUILDER, mspFiles, tlsFiles } from '../layout.js';
import type { OrganisationFiles } from '../layout.js';
import type { PeerNode } from '../nodes.js';
import { HOST } from '../ports.js';

/** Environment variable that tells the builder's `release` where the organisation's connections lie. */
export const CONNECTIONS_VARIABLE = 'YINZHAO_CHAINCODE_CONNECTIONS';

/** core.yaml of one organisation's peer, for Fabric 2.1 to 3.1. */
export function peerConfiguration(node: PeerNode, files: OrganisationFiles): object {
  const address = `${HOST}:${node.ports.listen}`;
  const chaincodeAddress = `${HOST}:${node.ports.chaincode}`;
  const tls = tlsFiles(files.peer.tls);
  return {
    peer: {
      id: node.name,
      networkId: 'yinzhao',
      listenAddress: address,
      address,
      // Opened even when all chaincode runs as a service; at its default a second peer cannot start.
      chaincodeListenAddress: chaincodeAddress,
      chaincodeAddress,
      localMspId: node.organisation.mspId,
      localMspType: 'bccsp',
      mspConfigPath: files.peer.msp,
      fileSystemPath: files.peer.data,
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      tls: {
        enabled: true,
        clientAuthRequired: false,
        cert: { file: tls.certificate },
        key: { file: tls.key },
        rootcert: { file: mspFiles(files.msp).tlsRoot },
      },
      authentication: { timewindow: '15m' },
      gossip: gossip(address),
      // Blocks come from the orderer after at most this pause; the default lets it grow to an hour.
      deliveryclient: {
        reconnectTotalTimeThreshold: '3600s',
        connTimeout: '3s',
        reConnectBackoffThreshold: '1s',
      },
      handlers: {
        authFilters: [{ name: 'DefaultAuth' }, { name: 'ExpirationCheck' }],
        decorators: [{ name: 'DefaultDecorator' }],
        endorsers: { escc: { name: 'DefaultEndorsement' } },
        validators: { vscc: { name: 'DefaultValidation' } },
      },
      discovery: {
        enabled: true,
        authCacheEnabled: true,
        authCacheMaxSize: 1000,
        authCachePurgeRetentionRatio: 0.75,
        orgMembersAllowedAccess: false,
      },
      gateway: { enabled: true },
    },
    // Empty here and not in the environment: 2.1 ignores empty variables and would look for docker.
    vm: { endpoint: '' },
    chaincode: chaincode(),
    ledger: {
      state: { stateDatabase: 'goleveldb', totalQueryLimit: 100_000 },
      history: { enableHistoryDatabase: true },
      snapshots: { rootDir: `${files.peer.data}/snapshots` },
      pvtdataStore: { collElgProcMaxDbBatchSize: 5000, collElgProcDbBatchesInterval: 1000 },
    },
    operations: {
      listenAddress: `${HOST}:${node.ports.operations}`,
      tls: { enabled: false },
    },
    // Heights, membership and leadership are read from here.
    metrics: { provider: 'prometheus' },
  };
}

function gossip(address: string): object {
  return {
    bootstrap: address,
    endpoint: address,
    externalEndpoint: address,
    // One peer per organisation is its leader at once. 2.1's default holds an election: 6 seconds
    // before the first block.
    useLeaderElection: false,
    orgLeader: true,
    // Every peer fetches from the orderer itself: none needs another's blocks.
    state: { enabled: false },
    maxBlockCountToStore: 10,
    // Peers of other organisations are known, and service discovery usable, within half a second
    // instead of three to six.
    pullInterval: '500ms',
    digestWaitTime: '100ms',
    requestWaitTime: '300ms',
    responseWaitTime: '500ms',
    publishStateInfoInterval: '500ms',
    requestStateInfoInterval: '500ms',
    aliveTimeInterval: '1s',
    aliveExpirationTimeout: '10s',
    // A peer that has just joined may dial before it trusts the other's TLS root, and that dial never
    // succeeds: give up early, try anew.
    dialTimeout: '500ms',
    reconnectInterval: '500ms',
    // Also how often the figure for known peers is renewed, for which a start waits.
    membershipTrackerInterval: '200ms',
    pvtData: {
      pullRetryThreshold: '5s',
      transientstoreMaxBlockRetention: 1000,
      pushAckTimeout: '3s',
      btlPullMargin: 10,
      reconcileBatchSize: 10,
      reconcileSleepInterval: '1m',
      reconciliationEnabled: true,
      // One peer per organisation: there is nobody to hand the organisation's own data to.
      implicitCollectionDisseminationPolicy: { requiredPeerCount: 0, maxPeerCount: 0 },
    },
  };
}

function chaincode(): object {
  return {
    // The list's name in 2.1, then in 2.2 and later.
    externalBuilders: [
      {
        name: 'yinzhao',
        path: BUILDER,
        environmentWhitelist: [CONNECTIONS_VARIABLE],
        propagateEnvironment: [CONNECTIONS_VARIABLE],
      },
    ],
    installTimeout: '60s',
    // The least that is allowed. While a peer waits for a service that announces another package id it
    // commits no block at all, and the default is 300 seconds.
    startuptimeout: '5s',
    executetimeout: '30s',
    mode: 'net',
    keepalive: 0,
    system: {
      _lifecycle: 'enable',
      cscc: 'enable',
      lscc: 'enable',
      escc: 'enable',
      vscc: 'enable',
      qscc: 'enable',
    },
    logging: { level: 'info', shim: 'warning' },
  };
}

/** core.yaml for the `peer` command in the hands of the organisation's administrator. */
export function administrationConfiguration(
  node: PeerNode,
  files: OrganisationFiles,
  administratorMsp: string,
): object {
  return {
    peer: {
      address: `${HOST}:${node.ports.listen}`,
      localMspId: node.organisation.mspId,
      localMspType: 'bccsp',
      mspConfigPath: administratorMsp,
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      tls: { enabled: true, rootcert: { file: mspFiles(files.msp).tlsRoot } },
      client: { connTimeout: '10s' },
    },
  };
}
