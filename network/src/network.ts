import type { Topology, ChaincodeDefinition } from './topology.js';

/** An identity as PEM texts, ready for a wallet. */
export interface Identity {
  mspId: string;
  certificate: string;
  privateKey: string;
}

/** A connection profile as fabric-network takes it. */
export interface ConnectionProfile {
  name: string;
  version: string;
  [part: string]: unknown;
}

/** Where the Fabric programs come from: a folder of release binaries, or a cache they are built into once. */
export type BinaryChoice = { folder: string; cache?: string } | { cache: string };

/** One finished or begun step, for people. */
export interface Progress {
  chinese: string;
  english: string;
  /** Duration of the step; absent when it begins or when it is a note. */
  milliseconds?: number;
}

export interface StartOptions {
  binaries: BinaryChoice;
  report?: (progress: Progress) => void;
}

export interface EnrolRequest {
  name: string;
  type: 'admin' | 'client';
  attributes?: Record<string, string>;
  /** The certificate expires within about 31 seconds, possibly at once: read its `validTo`. */
  shortLived?: boolean;
}

export interface ProcessStatus {
  name: string;
  kind: 'ca' | 'orderer' | 'peer' | 'chaincode';
  organisation: string;
  running: boolean;
  pid: number | null;
  port: number;
  /** Blocks, for a running peer that has joined the channel. */
  height: number | null;
  /** Resident memory in bytes. */
  memory: number | null;
  log: string;
}

/** Process names: `ca-<org>`, `orderer-<org>`, `peer-<org>`, `chaincode-<org>`. */
export interface Network {
  readonly folder: string;
  readonly topology: Topology;
  profile(organisation: string): ConnectionProfile;
  identities(organisation: string): Record<string, Identity>;
  status(): Promise<ProcessStatus[]>;
  heights(): Promise<Record<string, number | null>>;
  memory(): Record<string, number>;
  kill(processName: string, signal?: NodeJS.Signals): Promise<void>;
  start(processName: string): Promise<void>;
  enrol(organisation: string, request: EnrolRequest): Promise<Identity>;
  revokeIdentity(organisation: string, name: string): Promise<void>;
  upgradeChaincode(change: Partial<ChaincodeDefinition>): Promise<void>;
  stop(): Promise<void>;
}

/** Brings the network up, or completes what is missing of it. */
export function startNetwork(
  _topology: Topology,
  _folder: string,
  _options: StartOptions,
): Promise<Network> {
  throw new Error('not written yet');
}

/** The network of a folder as it stands, started or not. */
export function openNetwork(_folder: string, _options: StartOptions): Network {
  throw new Error('not written yet');
}
