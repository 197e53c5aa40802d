import type { LedgerCode } from '@yinzhao/chaincode';
import { encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { encodeRegistryRecord } from '@yinzhao/verifier/format/registry';
import { sampleEntries, signGroup } from '../groups.js';
import { bodyRecord } from '../parties.js';
import type { World } from '../world.js';

/** A call that the chaincode refuses because of who calls, or how. */
export interface CallRefusal {
  readonly name: string;
  readonly code: LedgerCode;
  readonly org: 'approval' | 'police';
  readonly identity: 'gateway' | 'admin';
  readonly call: string;
  readonly parameters: (world: World) => Promise<readonly Uint8Array[]> | readonly Uint8Array[];
}

async function goodBatch(world: World): Promise<Uint8Array> {
  const entries = sampleEntries(1, 'call', world.engine);
  return world.batch([signGroup(world.body, await world.next(world.body), { entries })]);
}

export const callRefusals: readonly CallRefusal[] = [
  {
    name: 'a batch by an identity that is no gateway',
    code: 'CALLER_ROLE_MISSING',
    org: 'approval',
    identity: 'admin',
    call: 'anchorBatch',
    parameters: async (world) => [await goodBatch(world)],
  },
  {
    name: 'an approval by a gateway',
    code: 'CALLER_ROLE_MISSING',
    org: 'approval',
    identity: 'gateway',
    call: 'approveRecord',
    parameters: ({ stranger }) => [encodeRegistryRecord(bodyRecord(stranger))],
  },
  {
    name: "a batch for another organisation's log",
    code: 'LOG_FOREIGN',
    org: 'police',
    identity: 'gateway',
    call: 'anchorBatch',
    parameters: async (world) => [await goodBatch(world)],
  },
  {
    name: 'a batch for a log that nobody runs',
    code: 'LOG_UNKNOWN',
    org: 'approval',
    identity: 'gateway',
    call: 'anchorBatch',
    parameters: async (world) => {
      const log = 'yinzhao/city/nobody';
      return [await world.batch([signGroup(world.body, 1, {}, { log })], log)];
    },
  },
  {
    name: 'no such function',
    code: 'FUNCTION_UNKNOWN',
    org: 'approval',
    identity: 'gateway',
    call: 'deleteLog',
    parameters: () => [],
  },
  {
    name: 'the name of a built-in property',
    code: 'FUNCTION_UNKNOWN',
    org: 'approval',
    identity: 'gateway',
    call: 'constructor',
    parameters: () => [],
  },
  {
    name: 'too few arguments',
    code: 'ARGUMENTS_WRONG',
    org: 'approval',
    identity: 'gateway',
    call: 'anchorBatch',
    parameters: () => [],
  },
  {
    name: 'too many arguments',
    code: 'ARGUMENTS_WRONG',
    org: 'approval',
    identity: 'gateway',
    call: 'readHead',
    parameters: () => [encodeUtf8('yinzhao/city/approval'), encodeUtf8('')],
  },
  {
    name: 'a log name that is none',
    code: 'ARGUMENTS_WRONG',
    org: 'approval',
    identity: 'gateway',
    call: 'readHead',
    parameters: () => [encodeUtf8('approval')],
  },
  {
    name: 'a text that is not UTF-8',
    code: 'ARGUMENTS_WRONG',
    org: 'approval',
    identity: 'gateway',
    call: 'readRecord',
    parameters: () => [Uint8Array.of(0xff)],
  },
  {
    name: 'a text that is too long',
    code: 'ARGUMENTS_WRONG',
    org: 'approval',
    identity: 'gateway',
    call: 'readRecord',
    parameters: () => [new Uint8Array(129).fill(97)],
  },
  {
    name: 'a digest of 31 bytes',
    code: 'ARGUMENTS_WRONG',
    org: 'approval',
    identity: 'gateway',
    call: 'readGroup',
    parameters: () => [encodeUtf8('yinzhao/city/approval'), new Uint8Array(31), encodeUtf8('1')],
  },
  {
    name: 'a leaf index that is no count',
    code: 'ARGUMENTS_WRONG',
    org: 'approval',
    identity: 'gateway',
    call: 'readStatus',
    parameters: () => [encodeUtf8('yinzhao/city/approval'), encodeUtf8('01')],
  },
];
