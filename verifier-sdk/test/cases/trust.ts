// Trust bundles and the steps from one to the next.
import { toHex } from '../../src/format/bytes.js';
import { CborTag, encodeCbor, type CborValue } from '../../src/format/cbor.js';
import { bodySecret } from '../reference/der-writer.js';
import { sm3 } from '../reference/sm3.js';
import {
  authority,
  bundle,
  changed,
  content,
  day,
  envelope,
  foodType,
  issuer,
  issuing,
  key,
  log,
  market,
  named,
  offCurve,
  police,
  publicKeyOf,
  root,
  secrets,
  signature,
  signerKeys,
  start,
  unsigned,
  withUsage,
  witness,
  type Changes,
} from '../reference/trust-writer.js';
import { accept, reject, type Case } from './case.js';

const code = 'TRUST_BUNDLE_MALFORMED';
const of = (changes: Changes): string => toHex(unsigned(changes));
const withLog = (changes: Changes): string => of({ 8: [log(changes)] });
const withIssuer = (changes: Changes): string => of({ 7: [issuer(changes)] });
const withType = (changes: Changes): string => of({ 10: [foodType(changes)] });
const last: CborValue = [8192, sm3(publicKeyOf(1n))];
const retired = (secret: bigint, from: number, to: number): CborValue[] =>
  key(secret, { 1: from, 2: to, 3: last });
const inOrder = (...items: readonly Uint8Array[]): Uint8Array[] =>
  [...items].sort((a, b) => (toHex(a) < toHex(b) ? -1 : 1));
const third = witness('traffic', 0xc3c3c3n);
const fourth = witness('water', 0xc4c4c4n);

export const trustBundleCases: readonly Case[] = [
  accept('first', 'one log, two witnesses, one body, two of three signatures', toHex(bundle()), {
    bundle: {
      network: 'city',
      version: 1,
      issued: start,
      expires: start + 365 * day,
      roots: [toHex(root)],
      authorities: [toHex(authority)],
      issuers: [
        {
          certificate: toHex(issuing()),
          body: 'SAMPLE-BODY-1',
          bodyName: '示例许可局',
          log: 'yinzhao/city/approval',
          types: ['BUSINESS', 'FOOD'],
          from: 20454,
          to: null,
          cutOff: null,
        },
      ],
      logs: [
        {
          origin: 'yinzhao/city/approval',
          k: 2,
          maxAge: 3 * day,
          keys: [{ publicKey: toHex(publicKeyOf(secrets.log)), from: start, to: null, last: null }],
          witnesses: [
            { name: 'yinzhao/city/market/witness' },
            { name: 'yinzhao/city/police/witness' },
          ],
        },
      ],
      signers: { threshold: 2, keys: signerKeys().map(toHex) },
      types: [
        {
          code: 'FOOD',
          name: { zh: '示例食品许可证', en: 'Sample food licence' },
          fields: [
            { name: 'operator', displayName: { zh: '经营者名称', en: 'Operator' } },
            { name: 'premises', displayName: { zh: '经营场所', en: 'Premises' } },
          ],
        },
      ],
    },
    digest: toHex(sm3(encodeCbor(content()))),
    signedBy: 2,
  }),
  accept(
    'more-signatures',
    'a third signature: another file, the same digest',
    toHex(bundle({}, secrets.signers)),
    { digest: toHex(sm3(encodeCbor(content()))), signedBy: 3 },
  ),
  accept(
    'retired-keys',
    'log and witness with a key retired and one in use, an issuer with an end and a cut-off',
    of({
      7: [issuer({ 6: 20500, 7: 8000 })],
      8: [
        log({
          3: [retired(0xb0b0b0n, start, start + day), key(secrets.log, { 1: start + day + 1 })],
          4: [
            market,
            [
              police[0] as string,
              [retired(0xc0c0c0n, start, start + day), key(secrets.police, { 1: start + day })],
            ],
          ],
        }),
      ],
    }),
  ),
  accept(
    'witness-replaced',
    'three witnesses, of which two at any time: k = 2 is safe, and for three it would be as well',
    withLog({
      4: [market, police, ['yinzhao/city/traffic/witness', [key(0xc3c3c3n, { 1: start + day })]]],
    }),
  ),
  accept(
    'former-witnesses',
    'four names, but no instant with more than three of them',
    withLog({
      4: [
        market,
        police,
        ['yinzhao/city/traffic/witness', [retired(0xc3c3c3n, start, start + day)]],
        ['yinzhao/city/water/witness', [key(0xc4c4c4n, { 1: start + day + 1 })]],
      ],
    }),
  ),
  accept('nothing-admitted', 'no issuer, no log, no authority', of({ 6: [], 7: [], 8: [] })),
  accept(
    'renewed-certificate',
    'two certificates of one body, with one key',
    of({ 7: inOrder(issuing(), issuing(0x13)).map((certificate) => issuer({ 0: certificate })) }),
  ),
  accept('no-type-named', 'licences are shown by number', of({ 10: [] })),
  accept(
    'most-fields',
    'a type with 256 fields, and names of 60 characters',
    withType({
      1: '证'.repeat(60),
      2: 'x'.repeat(60),
      3: Array.from({ length: 256 }, (_, i) => named(`field${i}`, `字段${i}`, `Field ${i}`)),
    }),
  ),
  reject(
    'types-order',
    code,
    'two orders of one set',
    of({ 10: [foodType(), foodType({ 0: 'BUSINESS' })] }),
  ),
  reject(
    'types-twice',
    code,
    'one type under two names',
    of({ 10: [foodType(), foodType({ 1: '另一名称' })] }),
  ),
  reject('type-code', code, 'no identifier', withType({ 0: '食品' })),
  reject('type-field-more', code, 'an element more', of({ 10: [[...foodType(), null]] })),
  reject('type-name-empty', code, 'no English name', withType({ 2: '' })),
  reject('type-name-long', code, '61 characters', withType({ 1: '证'.repeat(61) })),
  reject('type-name-line', code, 'a name of two lines', withType({ 1: '示例\n许可证' })),
  reject(
    'type-name-direction',
    code,
    'a mark that turns the writing',
    withType({ 1: '示例\u202e证' }),
  ),
  ...[' ', '\u3000', '\u2800', '—', ' 示例', '示例\u00a0', '示\u200d例', '示\ufe0f例'].map(
    (name, i) =>
      reject(
        `type-name-unseen-${i}`,
        code,
        'nothing to see at an end, or hidden',
        withType({ 1: name }),
      ),
  ),
  reject(
    'field-name-alike',
    code,
    'two fields that a screen does not tell apart',
    withType({ 3: [named('holder', '持证人', 'Holder'), named('agent', '持证人', 'Agent')] }),
  ),
  reject(
    'field-name-alike-width',
    code,
    'two fields that a screen hardly tells apart',
    withType({ 3: [named('partA', '甲方', 'Part A'), named('partB', '乙方', 'ＰＡＲＴ A')] }),
  ),
  reject('type-no-fields', code, 'a licence without fields', withType({ 3: [] })),
  reject(
    'type-many-fields',
    code,
    '257 fields',
    withType({ 3: Array.from({ length: 257 }, (_, i) => named(`field${i}`, '字段', 'Field')) }),
  ),
  reject(
    'field-name-twice',
    code,
    'two fields that cannot be told apart',
    withType({ 3: [named('number', '编号', 'Number'), named('number', '证号', 'Number')] }),
  ),
  ...['', 'Number', '2nd', '__proto__', 'x'.repeat(41)].map((name, i) =>
    reject(
      `field-name-${i}`,
      code,
      `no machine name: "${name}"`,
      withType({ 3: [named(name, '编号', 'Number')] }),
    ),
  ),
  reject(
    'field-no-chinese',
    code,
    'no Chinese name',
    withType({ 3: [named('number', '', 'Number')] }),
  ),
  reject('field-null', code, 'null for a name', withType({ 3: [['number', null, 'Number']] })),
  reject('other-context', code, 'a registry record', of({ 0: 'yinzhao/trust/v1' })),
  reject('next-version', code, 'a format to come', of({ 0: 'yinzhao/trust-bundle/v2' })),
  reject('field-more', code, 'a field more', toHex(envelopeOf([...content(), null]))),
  reject(
    'not-signed',
    'COSE_MALFORMED',
    'the payload without signatures',
    toHex(envelope(encodeCbor(content()), [])),
  ),
  reject('payload-only', 'COSE_MALFORMED', 'no COSE_Sign at all', toHex(encodeCbor(content()))),
  reject('signature-twice', 'COSE_MALFORMED', 'one key twice', toHex(twice())),
  reject('network', code, 'no name', of({ 1: 'The City' })),
  reject('version-0', code, 'versions count from 1', of({ 2: 0 })),
  reject('version-negative', code, 'version −1', of({ 2: -1 })),
  reject('expires', code, 'expires when it is issued', of({ 4: start })),
  reject('no-root', code, 'nothing to chain to', of({ 5: [] })),
  reject('roots-twice', code, 'one root twice', of({ 5: [root, root] })),
  reject('root-text', code, 'a text', of({ 5: ['root'] })),
  reject(
    'root-broken',
    'DER_TRUNCATED',
    'a certificate cut off',
    of({ 5: [root.subarray(0, -1)] }),
  ),
  reject('root-is-issuer', code, 'an issuing certificate as a root', of({ 5: [issuing()], 7: [] })),
  reject(
    'authority-is-issuer',
    code,
    'an issuing certificate as an authority',
    of({ 6: [issuing()], 7: [] }),
  ),
  reject(
    'root-no-cert-sign',
    code,
    'a root that may sign no certificates',
    of({ 5: [withUsage([1, 2])] }),
  ),
  reject(
    'root-no-usage',
    code,
    'a root that says nothing of its use',
    of({ 5: [withUsage(null)] }),
  ),
  reject('issuer-is-authority', code, 'an authority as an issuer', withIssuer({ 0: authority })),
  reject(
    'issuers-order',
    code,
    'two orders of one set',
    of({
      7: inOrder(issuing(), issuing(0x13))
        .reverse()
        .map((certificate) => issuer({ 0: certificate })),
    }),
  ),
  reject(
    'issuers-twice',
    code,
    'one certificate twice',
    of({ 7: [issuer(), issuer({ 3: 'yinzhao/city/approval', 5: 1 })] }),
  ),
  reject('issuer-body', code, 'no identifier', withIssuer({ 1: '示例' })),
  reject('issuer-name-empty', code, 'no name', withIssuer({ 2: '' })),
  reject('issuer-name-blank', code, 'a name of blanks', withIssuer({ 2: '\u3000\u3000' })),
  reject('issuer-name-long', code, '101 characters', withIssuer({ 2: 'x'.repeat(101) })),
  reject(
    'issuer-name-direction',
    code,
    'a mark that turns the writing',
    withIssuer({ 2: '示例\u202e局' }),
  ),
  reject('issuer-name-control', code, 'a new line', withIssuer({ 2: '示例\n局' })),
  reject(
    'issuer-log',
    code,
    'a log that is not in the bundle',
    withIssuer({ 3: 'yinzhao/city/police' }),
  ),
  reject(
    'issuer-types-order',
    code,
    'types not ascending',
    withIssuer({ 4: ['FOOD', 'BUSINESS'] }),
  ),
  reject('issuer-types-twice', code, 'one type twice', withIssuer({ 4: ['FOOD', 'FOOD'] })),
  reject('issuer-type', code, 'no identifier', withIssuer({ 4: ['食品'] })),
  reject('issuer-type-number', code, 'a number', withIssuer({ 4: [1] })),
  reject('issuer-period', code, 'ends before it begins', withIssuer({ 6: 20453 })),
  reject('issuer-cut-off', code, 'leaf −1', withIssuer({ 7: -1 })),
  reject('log-name', code, 'no log name', withLog({ 0: 'approval' })),
  reject(
    'log-network',
    code,
    'a log of another city',
    of({ 7: [], 8: [log({ 0: 'yinzhao/town/approval' })] }),
  ),
  reject('logs-twice', code, 'one log twice', of({ 8: [log(), log()] })),
  reject('log-max-age', code, 'knowledge that is too old at once', withLog({ 2: 0 })),
  reject('log-no-key', code, 'no key', withLog({ 3: [] })),
  reject(
    'log-key-compressed',
    code,
    '33 bytes',
    withLog({ 3: [key(secrets.log, { 0: publicKeyOf(secrets.log).subarray(0, 33) })] }),
  ),
  reject(
    'log-key-off-curve',
    'KEY_NOT_ON_CURVE',
    'no point of the curve',
    withLog({ 3: [key(secrets.log, { 0: offCurve })] }),
  ),
  reject(
    'log-key-period',
    code,
    'ends before it begins',
    withLog({ 3: [retired(secrets.log, start, start - 1)] }),
  ),
  reject(
    'log-key-end-only',
    code,
    'retired, but for no last tree',
    withLog({ 3: [key(secrets.log, { 2: start + 1 })] }),
  ),
  reject(
    'log-key-last-only',
    code,
    'a last tree, but no end',
    withLog({ 3: [key(secrets.log, { 3: last })] }),
  ),
  reject(
    'log-keys-order',
    code,
    'two orders of one set',
    withLog({ 3: [key(secrets.log, { 1: start + 1 }), retired(0xb0b0b0n, start, start)] }),
  ),
  reject(
    'log-keys-in-use',
    code,
    'two keys without end',
    withLog({ 3: [key(0xb0b0b0n), key(secrets.log, { 1: start + 1 })] }),
  ),
  reject(
    'log-key-twice',
    code,
    'one key retired and in use',
    withLog({ 3: [retired(secrets.log, start, start + 1), key(secrets.log, { 1: start + 2 })] }),
  ),
  reject(
    'witness-name',
    code,
    'no witness name',
    withLog({ 4: [market, ['yinzhao/city/police', police[1] as CborValue]] }),
  ),
  reject(
    'witness-network',
    code,
    'a witness of another city',
    withLog({ 4: [market, ['yinzhao/town/police/witness', police[1] as CborValue]] }),
  ),
  reject('witnesses-order', code, 'two orders of one set', withLog({ 4: [police, market] })),
  reject(
    'witness-twice',
    code,
    'one witness that counts twice',
    withLog({ 4: [market, witness('market', secrets.police)] }),
  ),
  reject(
    'witness-no-key',
    code,
    'no key',
    withLog({ 4: [market, ['yinzhao/city/police/witness', []]] }),
  ),
  reject(
    'witness-own',
    'TRUST_WITNESS_OWN',
    'the organisation of the log',
    withLog({ 4: [witness('approval', 0xc3c3c3n), market] }),
  ),
  reject(
    'witness-one-key',
    'TRUST_KEY_REUSED',
    'two witnesses with one key',
    withLog({ 4: [market, witness('police', secrets.market)] }),
  ),
  reject(
    'log-key-ids',
    'TRUST_KEY_ID_AMBIGUOUS',
    'keys of two logs, found among some ten thousand, with one id',
    of({
      8: [
        log({ 3: [key(0x51c1fcn)] }),
        log({
          0: 'yinzhao/city/police',
          3: [key(0x519e23n)],
          4: [witness('approval', 0xc3c3n), market],
        }),
      ],
    }),
  ),
  reject(
    'witness-key-ids',
    'TRUST_KEY_ID_AMBIGUOUS',
    'keys of two witnesses with one id',
    withLog({ 4: [witness('market', 0x522920n), witness('police', 0x51ce3an)] }),
  ),
  reject('quorum-0', 'TRUST_QUORUM_UNSAFE', 'nobody needed', withLog({ 1: 0 })),
  reject(
    'quorum-half',
    'TRUST_QUORUM_UNSAFE',
    'one of two: two halls could be shown two trees',
    withLog({ 1: 1 }),
  ),
  reject(
    'quorum-half-of-four',
    'TRUST_QUORUM_UNSAFE',
    'two of four',
    withLog({ 4: [market, police, third, fourth] }),
  ),
  reject('quorum-above', 'TRUST_QUORUM_UNSAFE', 'three of two', withLog({ 1: 3 })),
  reject('no-witness', 'TRUST_QUORUM_UNSAFE', 'two of none', withLog({ 4: [] })),
  reject(
    'threshold-0',
    'TRUST_THRESHOLD_WRONG',
    'nobody has to sign',
    of({ 9: [0, signerKeys()] }),
  ),
  reject('threshold-above', 'TRUST_THRESHOLD_WRONG', 'four of three', of({ 9: [4, signerKeys()] })),
  reject('no-signer', 'TRUST_THRESHOLD_WRONG', 'one of none', of({ 9: [1, []] })),
  reject('threshold-negative', code, 'minus one', of({ 9: [-1, signerKeys()] })),
  reject('signers-order', code, 'two orders of one set', of({ 9: [2, signerKeys().reverse()] })),
  reject(
    'signer-twice',
    code,
    'one key that counts twice',
    of({ 9: [2, [signerKeys()[0] as Uint8Array, signerKeys()[0] as Uint8Array]] }),
  ),
  reject(
    'signer-compressed',
    'KEY_MALFORMED',
    '33 bytes',
    of({ 9: [1, [publicKeyOf(secrets.log).subarray(0, 33)]] }),
  ),
  reject(
    'signer-is-log',
    'TRUST_KEY_REUSED',
    'a log signs the bundle',
    of({ 9: [1, [publicKeyOf(secrets.log)]] }),
  ),
  reject(
    'signer-is-issuer',
    'TRUST_KEY_REUSED',
    'a body signs the bundle',
    of({ 9: [1, [publicKeyOf(bodySecret)]] }),
  ),
  reject(
    'log-is-issuer',
    'TRUST_KEY_REUSED',
    'a body signs checkpoints',
    withLog({ 3: [key(bodySecret)] }),
  ),
  reject(
    'witness-is-log',
    'TRUST_KEY_REUSED',
    'a log cosigns itself',
    withLog({ 4: [market, witness('police', secrets.log)] }),
  ),
  reject(
    'bodies-one-key',
    'TRUST_KEY_REUSED',
    'two bodies with one key',
    of({
      7: inOrder(issuing(), issuing(0x13)).map((certificate, i) =>
        issuer({ 0: certificate, 1: `BODY-${i}` }),
      ),
    }),
  ),
  reject('too-large', code, 'more than 4 MiB', { zeros: 4 * 1024 * 1024 + 1 }),
];

function envelopeOf(fields: readonly CborValue[]): Uint8Array {
  const payload = encodeCbor(fields);
  return envelope(payload, [signature(secrets.signers[0], payload)]);
}

function twice(): Uint8Array {
  const payload = encodeCbor(content());
  const one = signature(secrets.signers[0], payload);
  return envelope(payload, [one, one]);
}

const [a, b, c] = secrets.signers;
const [d, e] = secrets.newSigners;
const first = bundle();
/** Version 2 hands over to other keys, one of which stays. */
const handover: Changes = { 2: 2, 9: [2, signerKeys([c, d, e])] };
const step = (next: Uint8Array, current: Uint8Array = first) => ({
  current: toHex(current),
  next: toHex(next),
});
const pin = (next: Uint8Array, version: number, digest: Uint8Array) => ({
  pin: { version, digest: toHex(digest) },
  next: toHex(next),
});
const firstDigest = sm3(encodeCbor(content()));

/** Version 2 with a signature by `b` that is over something else. */
function wronglySigned(): Uint8Array {
  const payload = encodeCbor(content({ 2: 2 }));
  return envelope(payload, [signature(a, payload), signature(b, payload, encodeCbor(content()))]);
}

export const trustUpdateCases: readonly Case[] = [
  accept('pinned', 'the first bundle is the very one that is named', pin(first, 1, firstDigest), {
    version: 1,
  }),
  accept(
    'pinned-later',
    'a verifier may begin with a later version',
    pin(bundle({ 2: 7 }), 7, sm3(encodeCbor(content({ 2: 7 })))),
    { version: 7 },
  ),
  accept('next', 'signed by two of the same three', step(bundle({ 2: 2 })), { version: 2 }),
  accept(
    'other-signers',
    'signed by two of the old keys and by two of the new ones, one of them both',
    step(bundle(handover, [a, c, d])),
    { version: 2 },
  ),
  accept('all-sign', 'everybody', step(bundle(handover, [a, b, c, d, e])), { version: 2 }),
  accept(
    'threshold-raised',
    'three of three from now on, and all three signed',
    step(bundle({ 2: 2, 9: [3, signerKeys([a, b, c])] }, [a, b, c])),
    { version: 2 },
  ),
  accept(
    'threshold-lowered',
    'one of three from now on, signed by two as before',
    step(bundle({ 2: 2, 9: [1, signerKeys([a, b, c])] }, [a, b])),
    { version: 2 },
  ),
  accept('same', 'nothing new', step(bundle({}, secrets.signers)), { version: 1 }),
  accept(
    'stranger',
    'a signature that nobody asked for counts for nothing and does no harm',
    step(bundle({ 2: 2 }, [a, b, 0xeeeeen])),
    { version: 2 },
  ),
  accept(
    'names-change',
    'another display name, a field and a type more: every number is what it was',
    step(
      bundle({
        2: 2,
        10: [
          foodType({ 0: 'BUSINESS' }),
          foodType({
            1: '食品许可证（示例）',
            3: [
              named('operator', '经营者', 'Operator'),
              named('premises', '经营场所', 'Premises'),
              named('number', '许可证编号', 'Licence number'),
            ],
          }),
        ],
      }),
    ),
    { version: 2 },
  ),
  reject(
    'type-gone',
    'TRUST_FIELDS_CHANGED',
    'a type is named no more',
    step(bundle({ 2: 2, 10: [] })),
  ),
  reject(
    'field-gone',
    'TRUST_FIELDS_CHANGED',
    'the last field is named no more',
    step(bundle({ 2: 2, 10: [foodType({ 3: [named('operator', '经营者名称', 'Operator')] })] })),
  ),
  reject(
    'fields-swapped',
    'TRUST_FIELDS_CHANGED',
    'signed values would stand under each other’s names',
    step(
      bundle({
        2: 2,
        10: [
          foodType({
            3: [
              named('premises', '经营场所', 'Premises'),
              named('operator', '经营者名称', 'Operator'),
            ],
          }),
        ],
      }),
    ),
  ),
  reject(
    'pin-version',
    'TRUST_PIN_DIFFERS',
    'another version than named',
    pin(first, 2, firstDigest),
  ),
  reject(
    'pin-digest',
    'TRUST_PIN_DIFFERS',
    'another bundle of that version',
    pin(bundle({ 3: start + 1 }), 1, firstDigest),
  ),
  reject(
    'pin-unsigned',
    'TRUST_NOT_SIGNED_BY_ITSELF',
    'the right payload, one signature of two',
    pin(bundle({}, [a]), 1, firstDigest),
  ),
  reject('pin-malformed', 'COSE_MALFORMED', 'no bundle', {
    ...pin(first, 1, firstDigest),
    next: 'd86280',
  }),
  reject(
    'rollback',
    'TRUST_ROLLBACK',
    'an older one, properly signed',
    step(first, bundle({ 2: 2 })),
  ),
  reject('skipped', 'TRUST_VERSION_SKIPPED', 'version 3 after version 1', step(bundle({ 2: 3 }))),
  reject(
    'fast-forward',
    'TRUST_VERSION_SKIPPED',
    'as far as numbers go',
    step(bundle({ 2: Number.MAX_SAFE_INTEGER })),
  ),
  reject(
    'conflict',
    'TRUST_VERSION_CONFLICT',
    'two bundles of one version',
    step(bundle({ 3: start + 1 })),
  ),
  reject(
    'other-network',
    'TRUST_NETWORK_DIFFERS',
    'the next version of another city',
    step(bundle({ 1: 'town', 2: 2, 7: [], 8: [] })),
  ),
  reject(
    'threshold-raised',
    'TRUST_NOT_SIGNED_BY_ITSELF',
    'three of three from now on, and two signed',
    step(bundle({ 2: 2, 9: [3, signerKeys([a, b, c])] }, [a, b])),
  ),
  reject(
    'threshold-lowered',
    'TRUST_NOT_SIGNED_BY_PREVIOUS',
    'one of three from now on, and one signed',
    step(bundle({ 2: 2, 9: [1, signerKeys([a, b, c])] }, [a])),
  ),
  reject(
    'new-keys-only',
    'TRUST_NOT_SIGNED_BY_PREVIOUS',
    'whoever holds the new keys',
    step(bundle(handover, [d, e])),
  ),
  reject(
    'one-of-the-old',
    'TRUST_NOT_SIGNED_BY_PREVIOUS',
    'one old key and all new ones',
    step(bundle(handover, [c, d, e])),
  ),
  reject(
    'old-keys-only',
    'TRUST_NOT_SIGNED_BY_ITSELF',
    'the new keys did not sign',
    step(bundle(handover, [a, b])),
  ),
  reject(
    'one-of-the-new',
    'TRUST_NOT_SIGNED_BY_ITSELF',
    'one new key, which is an old one',
    step(bundle(handover, [a, b, c])),
  ),
  reject(
    'signed-by-one',
    'TRUST_NOT_SIGNED_BY_PREVIOUS',
    'one of two needed',
    step(bundle({ 2: 2 }, [a])),
  ),
  reject(
    'wrong-signature',
    'TRUST_NOT_SIGNED_BY_PREVIOUS',
    'two, of which one is over the version before',
    step(wronglySigned()),
  ),
  reject(
    'malformed',
    'COSE_MALFORMED',
    'no COSE_Sign',
    step(encodeCbor(new CborTag(98, changed([1], {})))),
  ),
  reject(
    'unsafe',
    'TRUST_QUORUM_UNSAFE',
    'signed by all, but k = 1 of 2',
    step(bundle({ 2: 2, 8: [log({ 1: 1 })] }, secrets.signers)),
  ),
];
