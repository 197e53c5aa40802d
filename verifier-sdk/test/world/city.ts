// A city that issues real objects with real keys: certificates, trust bundles, logs, notes. Nothing here is a mock; what
// a test wants wrong, it asks for.
import { concatBytes, encodeUtf8 } from '../../src/format/bytes.js';
import { encodeCheckpoint, type Checkpoint } from '../../src/format/checkpoint.js';
import { cosignatureMessage, encodeCosignature } from '../../src/format/cosignature.js';
import { encodeEntry, entryKind } from '../../src/format/entry.js';
import { formatIdentifier } from '../../src/format/licence-identifier.js';
import { encodeSealList } from '../../src/format/seal-list.js';
import { encodeSignedNote, noteKeyId } from '../../src/format/signed-note.js';
import { statusDigest } from '../../src/format/status-digest.js';
import { encodeStatusSnapshot, type StatusEntry } from '../../src/format/status-snapshot.js';
import {
  encodeTrustBundle,
  encodeTrustBundleContent,
  trustBundleMessage,
  trustDigest,
  trustKeyId,
} from '../../src/format/trust-bundle.js';
import type { KeyPeriod, TrustBundle, TrustedLog } from '../../src/format/trust-content.js';
import { leafHash } from '../../src/merkle/hash.js';
import { treeRoot } from '../../src/merkle/tree.js';
import { nodeEngine } from '../../src/node/engine.js';
import type { Engine } from '../../src/sm/engine.js';
import { issueCertificate } from './certificates.js';
import { signWith, testKey } from './signer.js';

/** Node's engine; what it has once verified it need not compute again. */
function rememberingEngine(): Engine {
  const engine = nodeEngine();
  const seen = new Map<string, boolean>();
  return {
    ...engine,
    verify: (publicKey, message, signature) => {
      const id = Buffer.from(engine.sm3(concatBytes(publicKey, signature, message))).toString(
        'hex',
      );
      let good = seen.get(id);
      if (good === undefined) {
        good = engine.verify(publicKey, message, signature);
        seen.set(id, good);
      }
      return good;
    },
  };
}

export const engine = rememberingEngine();
export const { sm3 } = engine;

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
/** 2026-03-02 10:00 in UTC+8. */
export const noon = Date.UTC(2026, 2, 2, 2);
export const today = Math.floor((noon + 8 * hour) / day);

export const network = 'city';
export const origin = 'yinzhao/city/approval';
export const otherOrigin = 'yinzhao/city/police';
export const bodyCode = '91330100MA0000000X';
export const licenceType = '11100000000000001X001';

const names = { root: '示例市根', authority: '示例市部门', body: '示例市许可签发' };
export const root = issueCertificate({
  subject: names.root,
  issuer: names.root,
  authority: { pathLength: 1 },
});
export const authority = issueCertificate({
  subject: names.authority,
  issuer: names.root,
  authority: { pathLength: 0 },
});
export const issuing = issueCertificate({ subject: names.body, issuer: names.authority });
export const subjects = names;

export const identifierOf = (serial: string): string =>
  formatIdentifier({ type: licenceType, body: bodyCode, serial, version: '001' });

export function keyPeriod(name: string, changes: Partial<KeyPeriod> = {}): KeyPeriod {
  return {
    publicKey: testKey(name).publicKey,
    from: noon - 60 * day,
    to: null,
    last: null,
    ...changes,
  };
}

/** Two witnesses, both needed. */
export function trustedLog(org: string): TrustedLog {
  const others = ['approval', 'market', 'police'].filter((other) => other !== org);
  return {
    origin: `yinzhao/city/${org}`,
    k: 2,
    maxAge: day,
    keys: [keyPeriod(`${org} log`)],
    witnesses: others.map((other) => ({
      name: `yinzhao/city/${other}/witness`,
      keys: [keyPeriod(`${other} witness`)],
    })),
  };
}

export const bundle: TrustBundle = {
  network,
  version: 1,
  issued: noon - 10 * day,
  expires: noon + 90 * day,
  roots: [root],
  authorities: [authority],
  issuers: [
    {
      certificate: issuing,
      body: bodyCode,
      bodyName: '示例市行政审批局',
      log: origin,
      types: [licenceType],
      from: today - 50,
      to: null,
      cutOff: null,
    },
  ],
  logs: [trustedLog('approval'), trustedLog('police')],
  signers: { threshold: 1, keys: [testKey('trust 1').publicKey] },
  types: [
    {
      code: licenceType,
      name: { zh: '示例许可证', en: 'Sample licence' },
      fields: [
        { name: 'operator', displayName: { zh: '经营者名称', en: 'Operator' } },
        { name: 'business', displayName: { zh: '经营项目', en: 'Business' } },
      ],
    },
  ],
};

export function signBundle(content: TrustBundle, ...signers: readonly string[]): Uint8Array {
  const payload = encodeTrustBundleContent(content);
  const by = signers.length > 0 ? signers : ['trust 1'];
  return encodeTrustBundle(
    payload,
    by.map((name) => {
      const keyId = trustKeyId(testKey(name).publicKey, sm3);
      return { keyId, signature: signWith(testKey(name), trustBundleMessage(payload, keyId)) };
    }),
  );
}

export function trustLine(bytes: Uint8Array, version: number): Checkpoint['trust'] {
  return { version, digest: trustDigest(bytes, sm3) };
}

/** Entries of a log that nothing is known of; `kind` tells one history from another. */
export function filler(count: number, kind: string): Uint8Array[] {
  return Array.from({ length: count }, (_, i) =>
    encodeEntry({
      kind: entryKind.licence,
      certificate: sm3(issuing),
      object: sm3(encodeUtf8(`${kind} ${i}`)),
    }),
  );
}

export const leavesOf = (entries: readonly Uint8Array[]): Uint8Array[] =>
  entries.map((entry) => leafHash(sm3, entry));

export const rootAt = (entries: readonly Uint8Array[], size: number): Uint8Array =>
  treeRoot(sm3, leavesOf(entries.slice(0, size)));

export interface StatusLists {
  readonly snapshot: Uint8Array;
  readonly sealList: Uint8Array;
  readonly digest: Uint8Array;
}

export function statusLists(
  log: string,
  size: number,
  sequence: number,
  entries: readonly StatusEntry[],
): StatusLists {
  const snapshot = encodeStatusSnapshot({ log, size, sequence, entries });
  const sealList = encodeSealList({ log, size, seals: [] });
  return { snapshot, sealList, digest: statusDigest(snapshot, sealList, sm3) };
}

export interface Signers {
  /** Names of keys; the log's and its two witnesses' where not given. */
  readonly log?: string;
  readonly witnesses?: readonly { readonly name: string; readonly key: string }[];
}

const orgIn = (name: string): string => name.split('/')[2] as string;

export function witnessesOf(log: string): readonly { name: string; key: string }[] {
  return ['approval', 'market', 'police']
    .filter((org) => org !== orgIn(log))
    .map((org) => ({ name: `yinzhao/city/${org}/witness`, key: `${org} witness` }));
}

/** Signed by its log and cosigned 100 ms later. */
export function signNote(checkpoint: Checkpoint, signers: Signers = {}): Uint8Array {
  const text = encodeCheckpoint(checkpoint);
  const logKey = testKey(signers.log ?? `${orgIn(checkpoint.origin)} log`);
  const time = checkpoint.time + 100;
  const witnesses = signers.witnesses ?? witnessesOf(checkpoint.origin);
  return encodeSignedNote({
    text,
    signatures: [
      {
        name: checkpoint.origin,
        keyId: noteKeyId(checkpoint.origin, 'log', logKey.publicKey, sm3),
        signature: signWith(logKey, text),
      },
      ...witnesses.map(({ name, key }) => ({
        name,
        keyId: noteKeyId(name, 'witness', testKey(key).publicKey, sm3),
        signature: encodeCosignature({
          time,
          signature: signWith(testKey(key), cosignatureMessage(time, text)),
        }),
      })),
    ],
  });
}
