import type { Connection } from 'mongoose';
import { auditSchema, type AuditModel, type AuditRecord } from './audit.js';
import { callerSchema, type CallerModel, type CallerRecord } from './caller.js';
import { connect, type StorePlace } from './connect.js';
import { groupSchema, type GroupModel, type GroupRecord } from './group.js';
import { idempotencySchema, type IdempotencyModel, type IdempotencyRecord } from './idempotency.js';
import { licenceSchema, type LicenceModel, type LicenceRecord } from './licence.js';
import { noteSchema, type NoteModel, type NoteRecord } from './note.js';
import { segmentSchema, type SegmentModel, type SegmentRecord } from './segment.js';
import { statementSchema, type StatementModel, type StatementRecord } from './statement.js';
import { offerSchema, trustSchema, type TrustModel, type TrustRecord } from './trust.js';

/** All that a gateway keeps. */
export interface Store {
  readonly connection: Connection;
  readonly licences: LicenceModel;
  readonly statements: StatementModel;
  readonly groups: GroupModel;
  readonly callers: CallerModel;
  readonly requests: IdempotencyModel;
  readonly audit: AuditModel;
  readonly notes: NoteModel;
  /** Trust bundles that are in effect, or were. */
  readonly bundles: TrustModel;
  /** Trust bundles that follow from those, and that the registry does not have in effect yet. */
  readonly offers: TrustModel;
  readonly segments: SegmentModel;
  /** Waits for what was begun. */
  close(): Promise<void>;
}

/**
 * Opens the store and makes the indexes that are missing.
 * @throws StoreError STORE_LOCKED, STORE_CORRUPT, STORE_FULL, STORE_UNAVAILABLE
 */
export async function connectStore(place: StorePlace): Promise<Store> {
  const connection = await connect(place);
  const store = storeOn(connection);
  try {
    for (const model of Object.values(connection.models)) await model.syncIndexes();
  } catch (error) {
    await connection.close();
    throw error;
  }
  return store;
}

function storeOn(connection: Connection): Store {
  return {
    connection,
    licences: connection.model<LicenceRecord>('licence', licenceSchema, 'licences'),
    statements: connection.model<StatementRecord>('statement', statementSchema, 'statements'),
    groups: connection.model<GroupRecord>('group', groupSchema, 'groups'),
    callers: connection.model<CallerRecord>('caller', callerSchema, 'callers'),
    requests: connection.model<IdempotencyRecord>('request', idempotencySchema, 'requests'),
    audit: connection.model<AuditRecord>('audit', auditSchema, 'audit'),
    notes: connection.model<NoteRecord>('note', noteSchema, 'notes'),
    bundles: connection.model<TrustRecord>('bundle', trustSchema, 'bundles'),
    offers: connection.model<TrustRecord>('offer', offerSchema, 'offers'),
    segments: connection.model<SegmentRecord>('segment', segmentSchema, 'segments'),
    close: () => connection.close(),
  };
}
