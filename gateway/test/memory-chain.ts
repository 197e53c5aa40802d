// A ledger in memory that every organisation sees through a peer of its own: the chaincode's own rules and reads, less
// Fabric. A peer can be held back, and a commit can be lost sight of.
import { anchoredAnswer, approvedAnswer } from '@yinzhao/chaincode';
import type { SampleParties } from '@yinzhao/e2e/parties';
import { decodeBatch } from '@yinzhao/verifier/format/batch';
import { encodeRegistryRecord, type RegistryRecord } from '@yinzhao/verifier/format/registry';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { anchorContract } from '../../chaincode/src/anchor-contract.js';
import type { LedgerFunction, Transaction } from '../../chaincode/src/contract.js';
import { registryContract } from '../../chaincode/src/registry-contract.js';
import { judgeApproval } from '../../chaincode/src/rules/judge-approval.js';
import { judgeBatch } from '../../chaincode/src/rules/judge-batch.js';
import type { StateReader, StateWrite } from '../../chaincode/src/state/state.js';
import { GatewayError } from '../src/errors.js';
import type { LedgerBlock } from '../src/ledger/fabric-messages.js';
import type { Ledger } from '../src/ledger/ledger.js';

export interface MemoryPeer extends Ledger {
  /** Blocks that are ordered reach this peer only when it is released. */
  readonly hold: () => void;
  readonly release: () => void;
}

export interface MemoryChain {
  readonly blocks: readonly LedgerBlock[];
  /** @param mspId - for whom it approves; nobody where it is not given */
  readonly peer: (mspId?: string) => MemoryPeer;
  readonly enact: (record: RegistryRecord) => Promise<void>;
  /** What happens to the next submissions, one each: `lost` is never ordered, `unseen` is, but nobody hears of it. */
  readonly faults: ('lost' | 'unseen')[];
}

interface PeerState {
  readonly values: Map<string, Uint8Array>;
  height: number;
  held: boolean;
}

export function memoryChain(parties: SampleParties, engine: Engine): MemoryChain {
  const blocks: LedgerBlock[] = [];
  const written: (readonly StateWrite[])[] = [];
  const peers: { state: PeerState; wake: Set<() => void> }[] = [];
  const faults: MemoryChain['faults'] = [];
  const newest: PeerState = { values: new Map(), height: 0, held: false };
  const catchUp = (state: PeerState): void => {
    for (; state.height < blocks.length; state.height++) {
      for (const { key, value } of written[state.height] ?? []) state.values.set(key, value);
    }
  };
  const order = (block: Pick<LedgerBlock, 'transactions'>, writes: readonly StateWrite[]): void => {
    const hash = engine.sm3(Uint8Array.of(blocks.length & 255, blocks.length >> 8));
    const previousHash = blocks.at(-1)?.hash ?? new Uint8Array();
    blocks.push({ number: blocks.length, hash, previousHash, ...block });
    written.push(writes);
    catchUp(newest);
    for (const { state, wake } of peers) {
      if (state.held) continue;
      catchUp(state);
      wake.forEach((one) => {
        one();
      });
    }
  };
  order({ transactions: [] }, []);
  let count = 0;

  const anchor = async (bytes: Uint8Array) => {
    const ruling = await judgeBatch(readerOf(newest), decodeBatch(bytes), engine);
    if (!ruling.ok) throw ruling.refusal;
    const { answer, writes } = ruling.value;
    const payload = anchoredAnswer.encode(answer);
    const id = `tx-${++count}`;
    const fault = faults.shift();
    if (fault !== 'lost') {
      const event = writes.length > 0 ? { name: 'anchored', payload } : null;
      const call = { chaincode: 'log', name: 'anchorBatch', parameters: [bytes], mspId: '', event };
      order({ transactions: [{ id, code: 'VALID', call: () => call }] }, writes);
    }
    if (fault !== undefined) {
      throw new GatewayError('LEDGER_TIMEOUT', 'no commit was seen', { transactionId: id });
    }
    return { answer: payload, transactionId: id, block: blocks.length - 1 };
  };
  const approve = async (mspId: string, bytes: Uint8Array) => {
    const ruling = await judgeApproval(readerOf(newest), mspId, bytes, engine);
    if (!ruling.ok) throw ruling.refusal;
    const call = {
      chaincode: 'log',
      name: 'approveRecord',
      parameters: [bytes],
      mspId,
      event: null,
    };
    const id = `tx-${++count}`;
    order({ transactions: [{ id, code: 'VALID', call: () => call }] }, ruling.value.writes);
    return approvedAnswer.encode(ruling.value.answer);
  };
  const peer = (mspId = ''): MemoryPeer => {
    const state: PeerState = { values: new Map(), height: 0, held: false };
    const wake = new Set<() => void>();
    peers.push({ state, wake });
    catchUp(state);
    return {
      chaincode: 'log',
      peers: [],
      query: (name, parameters) => read(name, parameters, readerOf(state), engine),
      submit: async (name, [bytes = new Uint8Array()]) => {
        if (name === 'approveRecord') {
          const answer = await approve(mspId, bytes);
          return { answer, transactionId: `tx-${count}`, block: blocks.length - 1 };
        }
        if (name !== 'anchorBatch') throw new Error(`not played here: ${name}`);
        return anchor(bytes);
      },
      watch: async (position, handler) => {
        const start = await position.load();
        let closed = false;
        let ring: () => void = () => undefined;
        const bell = (): void => {
          ring();
        };
        wake.add(bell);
        const run = async (): Promise<void> => {
          for (let next = start; ; next++) {
            while (next >= state.height && !closed) {
              await new Promise<void>((resolve) => (ring = resolve));
            }
            if (closed) return;
            await handler(blocks[next] as LedgerBlock);
            await position.save(next + 1, (blocks[next] as LedgerBlock).hash);
          }
        };
        const ended = run();
        ended.catch(() => undefined);
        return {
          ended,
          close: () => {
            closed = true;
            wake.delete(bell);
            ring();
          },
        };
      },
      close: () => undefined,
      hold: () => {
        state.held = true;
      },
      release: () => {
        state.held = false;
        catchUp(state);
        wake.forEach((one) => {
          one();
        });
      },
    };
  };
  return {
    blocks,
    faults,
    peer,
    enact: async (record) => {
      for (const { mspId } of parties.members) {
        const answer = await approve(mspId, encodeRegistryRecord(record));
        if (approvedAnswer.decode(answer).effective) return;
      }
      throw new Error(`${record.kind} did not take effect`);
    },
  };
}

function readerOf({ values }: PeerState): StateReader {
  return { get: (key) => Promise.resolve(values.get(key) ?? new Uint8Array()) };
}

const reads: Readonly<Record<string, LedgerFunction | undefined>> = {
  ...anchorContract,
  ...registryContract,
};

function read(
  name: string,
  parameters: readonly Uint8Array[],
  state: StateReader,
  engine: Engine,
): Promise<Uint8Array> {
  const called = reads[name];
  if (called === undefined || !name.startsWith('read')) throw new Error(`no read: ${name}`);
  return called.run({ state, engine } as unknown as Transaction, parameters);
}
