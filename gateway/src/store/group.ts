import type { Model } from 'mongoose';
import { plain } from './plain.js';
import { nullable, number, schemaOf, text } from './schema.js';

/** cut: on its way · anchored: in the log · released: another group holds its number. */
export const groupStates = ['cut', 'anchored', 'released'] as const;

export interface GroupRecord {
  readonly log: string;
  /** SM3 of the issuing certificate, hexadecimal. */
  readonly certificate: string;
  readonly number: number;
  /** Null where it was read from the log: nothing but its digest is needed then. */
  readonly group: Uint8Array | null;
  /** SM3 of the group, hexadecimal, where that stands for it. */
  readonly digest?: string;
  /** The empty group that is to take its number, where it was refused for good. */
  readonly empty: Uint8Array | null;
  readonly state: (typeof groupStates)[number];
  /** Index of its first leaf, once it is anchored. */
  readonly first?: number;
}

export type GroupModel = Model<GroupRecord>;
/** Where the group itself is there. */
export type WholeGroup = GroupRecord & { readonly group: Uint8Array };
export type GroupName = Pick<GroupRecord, 'log' | 'certificate' | 'number'>;

export const groupSchema = schemaOf<GroupRecord>({
  log: text,
  certificate: text,
  number: number,
  group: nullable(Buffer),
  digest: String,
  empty: nullable(Buffer),
  state: { ...text, enum: groupStates },
  first: Number,
});
groupSchema.index({ log: 1, certificate: 1, number: 1 }, { unique: true });
groupSchema.index({ log: 1, state: 1 });

export async function findGroup(groups: GroupModel, name: GroupName): Promise<GroupRecord | null> {
  const found = await groups.findOne(nameOf(name)).lean();
  return found === null ? null : plain<GroupRecord>(found);
}

/** Keeps a group under its number, where none is kept or the kept one has lost it. */
export async function keepGroup(
  groups: GroupModel,
  name: GroupName,
  group: Uint8Array,
): Promise<void> {
  const bytes = Buffer.from(group);
  const fresh = { group: bytes, empty: null, state: 'cut' } as const;
  await groups.updateOne(
    nameOf(name),
    { $setOnInsert: fresh },
    { upsert: true, setDefaultsOnInsert: false },
  );
  await groups.updateOne(
    { ...nameOf(name), state: 'released' },
    { $set: fresh, $unset: { first: 1, digest: 1 } },
  );
}

/** A group that was read from the log, in place of none or of one that has lost the number. */
export async function placeGroup(
  groups: GroupModel,
  name: GroupName,
  digest: string,
  first: number,
): Promise<void> {
  await finishGroup(groups, name, 'anchored', first);
  const placed = { group: null, empty: null, digest, state: 'anchored', first } as const;
  await groups.updateOne(
    nameOf(name),
    { $setOnInsert: placed },
    { upsert: true, setDefaultsOnInsert: false },
  );
  await groups.updateOne({ ...nameOf(name), state: 'released' }, { $set: placed });
}

export async function replaceGroup(
  groups: GroupModel,
  name: GroupName,
  empty: Uint8Array,
): Promise<void> {
  await groups.updateOne(
    { ...nameOf(name), state: 'cut' },
    { $set: { empty: Buffer.from(empty) } },
  );
}

export async function finishGroup(
  groups: GroupModel,
  name: GroupName,
  state: 'anchored' | 'released',
  first: number | null,
): Promise<void> {
  const more = first === null ? {} : { first };
  await groups.updateOne({ ...nameOf(name), state: 'cut' }, { $set: { state, ...more } });
}

/** Groups of one log that are on their way. */
export async function unfinishedGroups(groups: GroupModel, log: string): Promise<WholeGroup[]> {
  const found = await groups.find({ log, state: 'cut' }).sort({ _id: 1 }).lean();
  return found.map((group) => plain<WholeGroup>(group));
}

function nameOf({ log, certificate, number }: GroupName): GroupName {
  return { log, certificate, number };
}
