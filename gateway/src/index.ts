export { anchorBatch } from './anchor/anchor-batch.js';
export { readGroup, readHead, readIssuer, readStatus } from './anchor/read-log.js';
export { catchUp, type CatchUpParts } from './anchor/catch-up.js';
export { composeBatch } from './anchor/compose-batch.js';
export { batchRound, type BatchParts, type BatchRound } from './anchor/batch-round.js';
export { openBatcher, type Batcher, type BatcherOptions } from './anchor/batcher.js';
export type {
  CutGroup,
  GroupKey,
  GroupSigner,
  PendingItems,
  PendingSource,
} from './anchor/pending-source.js';
export { rebuild, type Rebuilt, type RebuildParts } from './anchor/rebuild.js';
export { fateOf, type GroupFate } from './anchor/refusal.js';
export { appendedBy, extendReplay, type Appended } from './anchor/replay.js';
export {
  openCheckpoints,
  type CheckpointOptions,
  type Checkpoints,
  type NoteStore,
} from './checkpoint/checkpoints.js';
export { httpWitness } from './checkpoint/http-witness.js';
export { checkpointRound, type CheckpointSigner, type RoundParts } from './checkpoint/round.js';
export { watchTrust, type TrustWatch } from './checkpoint/trust-watch.js';
export type { WitnessPeer } from './checkpoint/witness-peer.js';
export { gatewayTexts } from './error-texts.js';
export { GatewayError, gatewayCodes, type GatewayCode } from './errors.js';
export type { FabricChannel, LedgerIdentity } from './ledger/channel.js';
export { openFabricChannel } from './ledger/fabric-channel.js';
export type { LedgerBlock, LedgerTransaction } from './ledger/fabric-messages.js';
export { ledgerOn, openLedger, type Ledger, type LedgerOptions } from './ledger/ledger.js';
export type { Committed } from './ledger/submit.js';
export { positionFile } from './ledger/position-file.js';
export type { BlockHandler, BlockPosition, BlockWatch } from './ledger/watch-blocks.js';
export { openMirror, type Mirror, type MirrorOptions } from './log/mirror.js';
export {
  openMonitor,
  type Monitor,
  type MonitorOptions,
  type UnknownEntry,
} from './log/monitor.js';
export type { MirroredLog } from './log/mirrored-log.js';
export { assembleTrust } from './operate/assemble-trust.js';
export { firstBundle, nextBundle, quorumOf, type FirstTrust } from './operate/compose-trust.js';
export { collectNotes, type NoteCollector, type NotePublisher } from './publish/collect-notes.js';
export { httpPublisher } from './publish/http-publisher.js';
export {
  openPublication,
  type Publication,
  type PublicationOptions,
} from './publish/publication.js';
export type { KnownSize } from './publish/sync-pack.js';
export { tilePath } from './publish/tiles.js';
export { approveRecord, readRecord } from './registry.js';
export { namesOf, readLicenceTypes, type LicenceType } from './types/licence-type.js';
export { StoreError, storeCodes, type StoreCode } from './store/errors.js';
export { storedNotes } from './store/stored-notes.js';
export { connectStore, type Store } from './store/store.js';
export {
  answerNote,
  answerRequest,
  type WitnessParts,
  type WitnessSigner,
} from './witness/answer.js';
export { evidenceFolder, type Evidence } from './witness/evidence.js';
export { readMembers, type Member } from './witness/members.js';
export {
  decodeAddCheckpoint,
  encodeAddCheckpoint,
  maximumAddCheckpointBytes,
  wireOf,
  type AddCheckpoint,
  type WireAnswer,
  type WitnessAnswer,
} from './witness/wire.js';
