import { expect, it } from '@jest/globals';
import { channelConfiguration } from '../../src/configuration/channel.js';
import { fourOrgTopology, sampleTopology } from '../../src/topology.js';

interface Group {
  Organizations: {
    Name: string;
    OrdererEndpoints: string[];
    Policies: Record<string, { Rule: string }>;
  }[];
  Policies: Record<string, { Rule: string }>;
  Capabilities: Record<string, boolean>;
}

interface Profile {
  Orderer: Group & {
    EtcdRaft: { Consenters: { Port: number }[]; Options: object };
    BatchTimeout: string;
    BatchSize: object;
  };
  Application: Group;
  Consortium?: string;
  Consortiums?: object;
}

function profiles(topology = sampleTopology({ basePort: 20_000 })): Record<string, Profile> {
  return (channelConfiguration(topology, '/net') as { Profiles: Record<string, Profile> }).Profiles;
}

it('one profile for a channel of its own, two for the system channel of 2.1', () => {
  const { Channel, System, Creation } = profiles();
  expect(Channel).toMatchObject({ Orderer: {}, Application: {} });
  expect(System).toMatchObject({ Orderer: {}, Consortiums: {} });
  expect(System).not.toHaveProperty('Application');
  expect(Creation).toMatchObject({ Consortium: 'Consortium', Application: {} });
  expect(Creation).not.toHaveProperty('Orderer');
});

it('V2_0 everywhere: the highest that all releases know', () => {
  const { Channel } = profiles();
  expect(Channel?.Application.Capabilities).toEqual({ V2_0: true });
  expect(Channel?.Orderer.Capabilities).toEqual({ V2_0: true });
});

it('an organisation is defined alike in both groups', () => {
  const { Channel } = profiles();
  expect(Channel?.Orderer.Organizations[0]).toEqual(Channel?.Application.Organizations[0]);
});

it('only peers endorse, and a majority decides on chaincode', () => {
  const { Channel } = profiles();
  const [approval] = Channel?.Application.Organizations ?? [];
  expect(approval?.Policies['Endorsement']?.Rule).toBe("OR('ApprovalMSP.peer')");
  expect(approval?.Policies['Admins']?.Rule).toBe("OR('ApprovalMSP.admin')");
  expect(Channel?.Application.Policies['LifecycleEndorsement']?.Rule).toBe('MAJORITY Endorsement');
});

it('blocks are cut as the topology says', () => {
  const blocks = {
    timeoutMs: 50,
    maxMessages: 7,
    maxBytes: 1000,
    preferredBytes: 500,
    tickMs: 200,
  };
  const { Channel } = profiles(sampleTopology({ blocks }));
  expect(Channel?.Orderer).toMatchObject({
    BatchTimeout: '50ms',
    BatchSize: { MaxMessageCount: 7, AbsoluteMaxBytes: 1000, PreferredMaxBytes: 500 },
    EtcdRaft: { Options: { TickInterval: '200ms' } },
  });
});

it('each organisation names its own orderer, if it runs one', () => {
  const { Channel } = profiles(fourOrgTopology({ basePort: 20_000 }));
  expect(Channel?.Orderer.EtcdRaft.Consenters.map(({ Port }) => Port)).toEqual([
    20_000, 20_005, 20_010,
  ]);
  expect(
    Channel?.Application.Organizations.map(({ OrdererEndpoints }) => OrdererEndpoints),
  ).toEqual([['127.0.0.1:20000'], ['127.0.0.1:20005'], ['127.0.0.1:20010'], []]);
});
