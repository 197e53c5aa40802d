import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { ChaincodeInterface } from 'fabric-shim';
import type { StateReader, StateWrite } from './state/state.js';

/** The peer, as one transaction may speak to it. */
export type Stub = Parameters<ChaincodeInterface['Invoke']>[0];

/** What a ledger function gets to work with. */
export interface Transaction {
  readonly stub: Stub;
  readonly state: StateReader;
  readonly engine: Engine;
  /** Name of the chaincode that the state belongs to; null before the consortium is founded. */
  readonly chaincode: string | null;
  readonly write: (writes: readonly StateWrite[]) => Promise<void>;
}

export interface LedgerFunction {
  readonly parameters: number;
  /** Arguments and answer are bytes: text arguments would corrupt binary ones. */
  readonly run: (
    transaction: Transaction,
    parameters: readonly Uint8Array[],
  ) => Promise<Uint8Array>;
}

export type Contract = Readonly<Record<string, LedgerFunction>>;
