// Ways to the codes that no batch, record or call on a healthy ledger yields.
import { encodeCbor } from '@yinzhao/verifier/format/cbor';
import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { encodeRegistryRecord, type MemberRecord } from '@yinzhao/verifier/format/registry';
import { nodeEngine } from '@yinzhao/verifier/node';
import {
  bodyRecord,
  createBody,
  createParties,
  foundingRecords,
  type SampleBody,
  type SampleParties,
} from '@yinzhao/e2e/parties';
import { createChaincode } from '../src/chaincode.js';
import { stateFormat } from '../src/state/records.js';
import { memoryLedger, type MemoryLedger } from './memory-ledger.js';
import { codeOf, noState, stub, type State } from './stub.js';

const engine = nodeEngine();
const chaincode = createChaincode(engine, () => undefined);
const log = encodeUtf8('yinzhao/city/approval');

export const stateOf =
  (version: number): State =>
  (key) =>
    Promise.resolve(key === 'format' ? encodeCbor([version, 'yinzhao']) : new Uint8Array());

/** A founded ledger, and bodies on it. */
export async function foundedWith(count: number): Promise<{
  ledger: MemoryLedger;
  parties: SampleParties;
  bodies: readonly SampleBody[];
}> {
  const organisations = ['approval', 'police', 'market'].map((name) => ({
    name,
    mspId: `${name}MSP`,
  }));
  const parties = await createParties('city', organisations, engine);
  const ledger = memoryLedger(parties, engine);
  for (const record of foundingRecords(parties)) await ledger.enact(record);
  const home = parties.members[0]?.log ?? '';
  const bodies: SampleBody[] = [];
  for (let i = 0; i < count; i++) {
    const body = await createBody(parties, `B${i}`, home, engine);
    await ledger.enact(bodyRecord(body));
    bodies.push(body);
  }
  return { ledger, parties, bodies };
}

/** Body `from` hands over to body `to`. */
export async function handOver(
  ledger: MemoryLedger,
  from: SampleBody,
  to: SampleBody,
): Promise<void> {
  await ledger.enact(bodyRecord(from, { version: 2, state: 2, successor: to.id }));
}

async function codeOfError(reach: () => Promise<unknown>): Promise<string> {
  try {
    await reach();
  } catch (error) {
    return (error as { code?: string }).code ?? '';
  }
  return 'OK';
}

export const reaching: Readonly<Record<string, () => Promise<string>>> = {
  BODY_SUCCESSION_TOO_LONG: async () => {
    const { ledger, bodies } = await foundedWith(10);
    return codeOfError(async () => {
      for (let i = 0; i < 9; i++) {
        await handOver(ledger, bodies[i] as SampleBody, bodies[i + 1] as SampleBody);
      }
    });
  },
  CALL_INDIRECT: () =>
    codeOf(chaincode, stub('anchorBatch', [log], stateOf(stateFormat), 'another')),
  CONSORTIUM_MISSING: async () => {
    const empty = memoryLedger(await createParties('city', [], engine), engine);
    const trust = { kind: 'trust', version: 1, digest: new Uint8Array(32) } as const;
    return codeOfError(() => empty.approve('ApprovalMSP', encodeRegistryRecord(trust)));
  },
  INTERNAL_ERROR: () =>
    codeOf(
      chaincode,
      stub('readHead', [log], () => Promise.reject(new Error('the peer has gone'))),
    ),
  MEMBER_KEY_TAKEN: async () => {
    const { ledger, parties } = await foundedWith(0);
    const [mine, theirs] = foundingRecords(parties).filter(({ kind }) => kind === 'member') as [
      MemberRecord,
      MemberRecord,
    ];
    return codeOfError(() => ledger.enact({ ...theirs, version: 2, logKey: mine.logKey }));
  },
  STATE_FORMAT_UNKNOWN: () => codeOf(chaincode, stub('readHead', [log], stateOf(stateFormat + 1))),
};

export { chaincode, log, noState };
