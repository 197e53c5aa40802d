import { describe, expect, it } from '@jest/globals';
import { toHex } from '../src/format/bytes.js';
import { decodeSyncPack, type SyncLog } from '../src/format/sync-pack.js';
import { judgeFork } from '../src/judge-fork.js';
import { openKnowledge } from '../src/open-knowledge.js';
import { builtInPolicy } from '../src/policy.js';
import { rememberLog, type KnownLog } from '../src/state.js';
import type { Verdict } from '../src/verdict.js';
import { verify, verifyWith } from '../src/verify.js';
import { oneWitness } from './cases/verify-case.js';
import {
  bundle,
  engine,
  hour,
  issuing,
  minute,
  noon,
  otherOrigin,
  signBundle,
  sm3,
} from './world/city.js';
import { makeScene, nowAt, type Changes } from './world/scene.js';
import { showScene } from './world/show.js';

function judge(changes: Changes = {}): Verdict {
  const { input, sync, state, at, policy } = makeScene(changes);
  return verify(input, { sync, state }, { at, policy, engine });
}

describe('what is established', () => {
  it('is who issued it, where it stands, and its status as of the pack', () => {
    const { established, freshness } = judge();
    const witnessedBy = ['market', 'police'];
    expect(established).toMatchObject({
      issued: { body: '91330100MA0000000X', trustVersion: 1 },
      anchored: { log: 'yinzhao/city/approval', leafIndex: 5, size: 12, time: noon, witnessedBy },
      status: { value: 0, size: 16, time: noon + hour, sequence: 2, witnessedBy },
    });
    expect(toHex(established.issued?.certificate ?? new Uint8Array())).toBe(toHex(sm3(issuing)));
    expect(freshness).toMatchObject({ at: nowAt, knowledgeTime: noon + hour, age: 10 * minute });
  });

  it.each([
    ['a proof from both sizes', {}, 'proven', 'proven'],
    ['nothing known, and a proof from the receipt', { known: null }, 'first', 'proven'],
    ['a proof from the known size only', { proofs: [8] }, 'proven', 'byQuorum'],
    [
      'a receipt newer than the pack',
      { receipt: { size: 20, time: noon + hour + minute } },
      'proven',
      'byQuorum',
    ],
    [
      'the subtree of its leaf',
      { subtrees: true, proofs: [8], receipt: { size: 300 }, pack: { size: 520 } },
      'proven',
      'proven',
    ],
    [
      'a receipt from before its subtree was full',
      { subtrees: true, proofs: [8], pack: { size: 520 } },
      'proven',
      'byQuorum',
    ],
  ] as const)('says how the trees hang together: %s', (_name, changes, continuity, sameTree) => {
    const { outcome, established } = judge(changes);
    expect(outcome).toBe('valid');
    expect(established.status).toMatchObject({ continuity, sameTree });
  });

  it('still says who issued a revoked licence, and that it was revoked', () => {
    const { outcome, established, licence } = judge({
      pack: { statuses: [{ leafIndex: 5, status: 2 }], sequence: 2 },
    });
    expect(outcome).toBe('invalid');
    expect(established.issued).not.toBeNull();
    expect(established.status?.value).toBe(2);
    expect(licence).not.toBeNull();
  });

  it.each([
    ['another’s signature', { signedBy: 'thief' }, ['issued', 'licence']],
    ['no quorum', { receipt: { witnesses: oneWitness } }, ['issued', 'anchored', 'status']],
    ['no pack', { pack: null }, ['status']],
    ['a pack without quorum', { pack: { witnesses: [] } }, ['status']],
    ['no proof', { proofs: [] }, ['status']],
  ] as const)('is silent about what %s leaves open', (_name, changes, silent) => {
    const { established, licence } = judge(changes);
    // No device has signed a file.
    const { shown, ...more } = established;
    expect(shown).toBeNull();
    const parts = { ...more, licence };
    const isNull = Object.entries(parts).flatMap(([name, part]) => (part === null ? [name] : []));
    expect(isNull.sort()).toEqual([...silent].sort());
  });

  it('gives each field its number and the names that the trust bundle has', () => {
    expect(judge().licence).toMatchObject({
      typeName: { zh: '示例许可证', en: 'Sample licence' },
      fields: [
        {
          number: 0,
          name: 'operator',
          zh: '经营者名称',
          en: 'Operator',
          value: '示例餐饮有限公司',
        },
        { number: 1, name: 'business', zh: '经营项目', en: 'Business', value: '食品经营' },
      ],
    });
  });

  it('is valid without names too: of a type, or of a field that came later', () => {
    const [type] = bundle.types;
    const older = { ...type, fields: type?.fields.slice(0, 1) } as (typeof bundle.types)[number];
    const of = (types: typeof bundle.types) =>
      judge({ bundles: [signBundle({ ...bundle, types })] });
    const nameless = { name: null, zh: null, en: null };
    expect(of([])).toMatchObject({
      outcome: 'valid',
      licence: {
        typeName: null,
        fields: [
          { number: 0, ...nameless, value: '示例餐饮有限公司' },
          { number: 1, ...nameless, value: '食品经营' },
        ],
      },
    });
    expect(of([older])).toMatchObject({
      outcome: 'valid',
      licence: { fields: [{ zh: '经营者名称' }, { number: 1, ...nameless }] },
    });
  });

  it('is when and for what the device of the holder has signed', () => {
    const challenge = new Uint8Array(16).fill(9);
    const showing = { purpose: '银行开户', audience: '示例银行', challenge };
    const { input, sync, state, at, policy } = showScene({}, { showing });
    const { established } = verify(input, { sync, state }, { at, policy, engine });
    expect(established.shown).toEqual({ time: at - 10_000, ...showing });
  });

  it.each([
    ['an old proof', { showing: { time: 0 } }, {}],
    ['a proof of another device', { signer: 'thief' }, {}],
    ['no proof', { signer: null }, {}],
    ['a licence that another has signed', {}, { signedBy: 'thief' }],
  ] as const)('is not that the holder shows it, with %s', (_name, shown, changes) => {
    const { input, sync, state, at, policy } = showScene(changes, shown);
    const { established } = verify(input, { sync, state }, { at, policy, engine });
    expect(established.shown).toBeNull();
  });

  it('never shows fields that do not lead to the signed root', () => {
    const { licence } = judge({
      disclosure: (good) => ({ ...good, fields: new Map([...good.fields, [0, '另一家公司']]) }),
    });
    expect(licence?.fields).toEqual([]);
  });
});

describe('evidence', () => {
  it('of every contradiction stays: of another log of the pack, and of the receipt', () => {
    const known = { history: 'other', size: 16, time: noon + hour };
    const police = makeScene({ log: otherOrigin, known });
    const [other] = decodeSyncPack(police.sync as Uint8Array).logs;
    const [memory] = police.state?.logs ?? [];
    const evidenceWith = (changes: Changes): readonly (string | undefined)[] => {
      const { evidence } = judge({
        ...changes,
        editPack: (pack) => ({ ...pack, logs: [...pack.logs, other as SyncLog] }),
        state: (state) => rememberLog(state, memory as KnownLog),
      });
      return (evidence ?? []).map(
        (file) => judgeFork(file, engine).notes[0].checkpoint?.origin.split('/')[2],
      );
    };
    expect(evidenceWith({})).toEqual(['police']);
    expect(evidenceWith({ known })).toEqual(['approval', 'police']);
    expect(evidenceWith({ receipt: { size: 16, history: 'other' } })).toEqual([
      'police',
      'approval',
    ]);
  });
});

describe('many licences under one pack', () => {
  it.each([Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY])('are not judged at %p', (at) => {
    const { input, sync, state } = makeScene();
    const known = openKnowledge({ sync, state }, builtInPolicy('hall'), engine);
    expect(() => verifyWith(known, input, at)).toThrow(
      expect.objectContaining({ code: 'TIME_INVALID' }),
    );
  });

  it('are judged as each by itself', () => {
    const { sync, state } = makeScene();
    const known = openKnowledge({ sync, state }, builtInPolicy('hall'), engine);
    const withoutReceipt: Changes = { editFile: (file) => ({ ...file, receipt: null }) };
    for (const changes of [{}, { shown: null }, { receipt: { size: 10 } }, withoutReceipt, {}]) {
      const { input } = makeScene(changes);
      const alone = judge(changes);
      expect(verifyWith(known, input, nowAt).checks).toEqual(alone.checks);
    }
  });
});
