import type { Model } from 'mongoose';
import { insert } from './insert.js';
import { plain } from './plain.js';
import { bytes, instant, nullable, number, schemaOf, text } from './schema.js';
import { inOrder, waitingStates, waitingUnder } from './waiting-state.js';

/** A change of status that was asked for, on its way into the log. */
export interface StatementRecord {
  /** SM3 of the statement, hexadecimal. */
  readonly object: string;
  readonly statement: Uint8Array;
  readonly state: (typeof waitingStates)[number];
  readonly log: string;
  /** Of the group that is to carry it: SM3 of the issuing certificate, hexadecimal. */
  readonly certificate: string;
  readonly identifier: string;
  readonly status: number;
  /** Stays here: in a public log it would follow a person for ever. */
  readonly reason: string;
  readonly groupNumber?: number;
  readonly leafIndex?: number;
  readonly refusal?: string;
  readonly caller: string;
  /** The caller's own name of the request; null where it gave none. */
  readonly key: string | null;
  readonly created: Date;
}

export type StatementModel = Model<StatementRecord>;

export const statementSchema = schemaOf<StatementRecord>({
  object: text,
  statement: bytes,
  state: { ...text, enum: waitingStates },
  log: text,
  certificate: text,
  identifier: text,
  status: number,
  reason: { type: String, default: '' },
  groupNumber: Number,
  leafIndex: Number,
  refusal: String,
  caller: text,
  key: nullable(String),
  created: instant,
});
statementSchema.index({ object: 1 }, { unique: true });
statementSchema.index({ certificate: 1, state: 1 });
statementSchema.index({ log: 1, state: 1 });
statementSchema.index({ identifier: 1, created: 1 });

/** @throws MongoServerError 11000 where the same statement is there already */
export async function insertStatement(
  statements: StatementModel,
  statement: StatementRecord,
): Promise<void> {
  await insert(statements, [statement]);
}

/** @throws MongoServerError 11000 where one of them is there already */
export async function insertStatements(
  statements: StatementModel,
  batch: readonly StatementRecord[],
): Promise<void> {
  await insert(statements, batch);
}

/** All changes of one licence, oldest first. */
export async function statementsOf(
  statements: StatementModel,
  identifier: string,
): Promise<StatementRecord[]> {
  const found = await statements.find({ identifier }).sort({ created: 1, _id: 1 }).lean();
  return found.map((statement) => plain<StatementRecord>(statement));
}

/** Those of these statements that are there. */
export async function statementsAmong(
  statements: StatementModel,
  objects: readonly string[],
): Promise<StatementRecord[]> {
  if (objects.length === 0) return [];
  const found = await statements.find({ object: { $in: objects } }).lean();
  return found.map((statement) => plain<StatementRecord>(statement));
}

export async function pendingStatements(
  statements: StatementModel,
  certificate: string,
  limit: number,
): Promise<StatementRecord[]> {
  if (limit <= 0) return [];
  const found = await statements.find(waitingUnder(certificate)).sort(inOrder).limit(limit).lean();
  return found.map((statement) => plain<StatementRecord>(statement));
}
