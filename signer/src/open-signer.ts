import type { Engine } from '@yinzhao/verifier/sm/engine';
import { openAudit, type AuditFile } from './audit/audit-file.js';
import type { SignerContext } from './deeds/context.js';
import { cosign } from './deeds/cosign.js';
import { readEvidence } from './deeds/evidence.js';
import { checkState, keyInUse } from './deeds/find-key.js';
import { holderIndex } from './deeds/holder-index.js';
import { issueCertificate } from './deeds/issue-certificate.js';
import { attachCertificate, createKey, describeKeys, retireKey } from './deeds/keys.js';
import { lastTree, positionOf, type TreePosition } from './deeds/last-tree.js';
import { showNote } from './deeds/show-note.js';
import { signCheckpoint } from './deeds/sign-checkpoint.js';
import { signCredentials } from './deeds/sign-credentials.js';
import { lastGroup, signGroup } from './deeds/sign-group.js';
import { signTrustBundle } from './deeds/sign-trust-bundle.js';
import { SignerError } from './errors.js';
import { createQueue } from './queue.js';
import { createQuota, type Quota } from './quota.js';
import type { OpenSigner } from './signer.js';
import { openKeystore, type Keystore } from './storage/keystore.js';

/** Twice what 1,000 licences per minute for hours take; a thief at the socket gets no further either. */
export const usualQuota = 200_000;

const hour = 3_600_000;

export interface SignerOptions {
  readonly engine: Engine;
  /** Overwritten while opening. */
  readonly passphrase: Uint8Array;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Cryptographically strong. */
  readonly random: (length: number) => Uint8Array;
  /** Uses per key within any hour; usual: {@link usualQuota}. */
  readonly quota?: number;
  /** An audit file that has as many is closed and the next one begun; usual: 32 MiB. */
  readonly auditFileBytes?: number;
  /** Work of guessing the passphrase of a new keystore; usual: 32 MiB and a quarter of a second. */
  readonly work?: { readonly cost: number; readonly blockSize: number; readonly parallel: number };
}

/**
 * Opens a keystore, or makes an empty one, and holds it alone until it is closed.
 * @throws SignerError AUDIT_BROKEN, KEYSTORE_LOCKED, KEY_FILE_WRONG, PASSPHRASE_WRONG, PERMISSIONS_WRONG,
 * STORAGE_FAILED
 */
export async function openSigner(folder: string, options: SignerOptions): Promise<OpenSigner> {
  const { engine, now, random } = options;
  const keystore = await openKeystore(folder, options);
  try {
    const quota = createQuota(options.quota ?? usualQuota);
    const audit = await openAuditOf(keystore, quota, options);
    return deedsOf({ engine, keystore, audit, quota, now, random, inTurn: createQueue() });
  } catch (error) {
    keystore.close();
    throw error;
  }
}

/** What was used within the last hour counts again after a restart. */
async function openAuditOf(
  keystore: Keystore,
  quota: Quota,
  { engine, now, auditFileBytes: fileBytes }: SignerOptions,
): Promise<AuditFile> {
  const recent = now() - hour;
  const { folder } = keystore;
  const wish = { sm3: engine.sm3, now, since: recent, ...(fileBytes && { fileBytes }) };
  const audit = await openAudit(folder, wish, ({ key, count, time }) => {
    if (time > recent) quota.note(key, count, time);
  });
  for (const { id, record, state } of keystore.keys()) {
    const least = Math.max(state.auditLine, record.used ? 1 : 0);
    if (audit.lines() < least) {
      await audit.close();
      throw new SignerError(
        'AUDIT_BROKEN',
        `${folder}: the audit ends before line ${least}, known to ${id}`,
      );
    }
  }
  return audit;
}

function deedsOf(context: SignerContext): OpenSigner {
  const { audit, inTurn, keystore } = context;
  const underWay = new Set<Promise<unknown>>();
  let closed = false;
  const during = async <T>(deed: () => T | Promise<T>): Promise<T> => {
    if (closed) throw new SignerError('SIGNER_UNAVAILABLE', 'the signer is closed');
    const running = Promise.resolve().then(deed);
    underWay.add(running);
    try {
      return await running;
    } finally {
      underWay.delete(running);
    }
  };
  const position = (role: 'log' | 'witness', origin: string): TreePosition | null => {
    const key = keyInUse(context, role, role === 'log' ? origin : undefined);
    checkState(key);
    return positionOf(lastTree(keystore, key, origin));
  };
  return {
    describe: () => during(() => describeKeys(context)),
    createKey: (wish) => during(() => inTurn('keys', () => createKey(context, wish))),
    attachCertificate: (name, der) => during(() => attachCertificate(context, name, der)),
    retireKey: (name) => during(() => retireKey(context, name)),
    issueCertificate: (wish) => during(() => issueCertificate(context, wish)),
    signCredential: (certificate, content) =>
      during(async () => {
        const [credential] = await signCredentials(context, certificate, [content]);
        return credential as Uint8Array;
      }),
    signCredentials: (certificate, contents) =>
      during(() => signCredentials(context, certificate, contents)),
    signGroup: (group) => during(() => signGroup(context, group)),
    lastGroup: (certificate) => during(() => lastGroup(context, certificate)),
    signCheckpoint: (text, proof) => during(() => signCheckpoint(context, text, proof)),
    lastCheckpoint: (origin) => during(() => position('log', origin)),
    cosign: (note, proof, logKey) => during(() => cosign(context, note, proof, logKey)),
    lastCosigned: (origin) => during(() => position('witness', origin)),
    showNote: (note) => during(() => showNote(context, note)),
    evidence: () => during(() => readEvidence(context)),
    signTrustBundle: (payload) => during(() => signTrustBundle(context, payload)),
    holderIndex: (texts) => during(() => holderIndex(context, texts)),
    close: async () => {
      closed = true;
      await Promise.allSettled(underWay);
      await audit.close();
      keystore.close();
    },
  };
}
