import type { Model } from 'mongoose';
import { insert } from './insert.js';
import { plain } from './plain.js';
import { instant, nullable, schemaOf, text } from './schema.js';

/** One call, without any value of a licence. Entries are only ever added. */
export interface AuditRecord {
  readonly time: Date;
  readonly caller: string;
  readonly action: string;
  /** What it was done to: an identifier, a digest, a name; null: nothing in particular. */
  readonly subject: string | null;
  /** `ok` or the code of the refusal. */
  readonly outcome: string;
  readonly request: string;
}

export type AuditModel = Model<AuditRecord>;

export const auditSchema = schemaOf<AuditRecord>({
  time: instant,
  caller: text,
  action: text,
  subject: nullable(String),
  outcome: text,
  request: text,
});
auditSchema.index({ time: 1 });
auditSchema.index({ caller: 1, time: 1 });
auditSchema.index({ subject: 1, time: 1 });

export async function appendAudit(
  audit: AuditModel,
  entries: readonly AuditRecord[],
): Promise<void> {
  await insert(audit, entries);
}

export interface AuditQuestion {
  readonly caller?: string;
  readonly subject?: string;
  readonly from: Date;
  readonly before: Date;
  readonly limit: number;
}

/** The newest first. */
export async function readAudit(
  audit: AuditModel,
  { caller, subject, from, before, limit }: AuditQuestion,
): Promise<AuditRecord[]> {
  const who = caller === undefined ? {} : { caller };
  const what = subject === undefined ? {} : { subject };
  const found = await audit
    .find({ ...who, ...what, time: { $gte: from, $lt: before } })
    .sort({ time: -1 })
    .limit(limit)
    .lean();
  return found.map((entry) => plain<AuditRecord>(entry));
}
