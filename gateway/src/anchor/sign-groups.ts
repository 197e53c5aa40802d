import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeGroup, type SignedGroup } from '@yinzhao/verifier/format/group';
import type { Ledger } from '../ledger/ledger.js';
import type { MirroredLog } from '../log/mirrored-log.js';
import type { CutGroup, GroupSigner, PendingSource } from './pending-source.js';
import { readIssuer } from './read-log.js';

export interface SignParts {
  readonly ledger: Ledger;
  readonly log: Pick<MirroredLog, 'origin'>;
  readonly source: PendingSource;
  readonly signer: GroupSigner;
}

export interface SignedCut {
  readonly cut: CutGroup;
  readonly signed: SignedGroup;
}

export interface FailedCut {
  readonly cut: CutGroup;
  readonly error: Error;
}

/** One key that does not sign keeps nobody else back. */
export async function signAll(
  parts: SignParts,
  groups: readonly CutGroup[],
): Promise<{ signed: SignedCut[]; failed: FailedCut[] }> {
  const signed: SignedCut[] = [];
  const failed: FailedCut[] = [];
  for (const cut of groups) {
    const group = cut.empty ?? cut.group;
    try {
      signed.push({ cut, signed: { group, signature: await parts.signer.signGroup(group) } });
    } catch (error) {
      failed.push({ cut, error: error as Error });
      await adoptLastGroup(parts, cut.certificate, cut).catch(() => undefined);
    }
  }
  return { signed, failed };
}

/**
 * A group that the signer has signed and neither database nor ledger knows, as after the loss of a database, goes
 * before any other of its number.
 * @param instead - a group of ours that stands in its way
 */
async function adoptLastGroup(
  { signer, source, ledger, log }: SignParts,
  certificate: Uint8Array,
  instead: CutGroup,
): Promise<void> {
  const last = await signer.lastGroup(certificate);
  if (last === null) return;
  const group = decodeGroup(last.group);
  const issuer = await readIssuer(ledger, certificate);
  const isOurs = equalBytes(instead.empty ?? instead.group, last.group);
  if (isOurs || group.log !== log.origin || group.number <= (issuer?.lastNumber ?? 0)) return;
  await source.release(instead);
  const { number } = group;
  await source.cut({ log: log.origin, certificate, number, group: last.group, empty: null });
}

/**
 * The same before the first batch, over a database that was compared with the log: the group may have been committed
 * since, and is looked up before it is sent.
 */
export async function recallLastGroup(
  { signer, source, log }: Omit<SignParts, 'ledger'>,
  certificate: Uint8Array,
): Promise<void> {
  const last = await signer.lastGroup(certificate);
  if (last === null) return;
  const { log: origin, number } = decodeGroup(last.group);
  if (origin !== log.origin) return;
  const key = { log: origin, certificate, number };
  const kept = await source.kept(key);
  if (kept === null || kept.state === 'released') {
    await source.cut({ ...key, group: last.group, empty: null });
  }
}
