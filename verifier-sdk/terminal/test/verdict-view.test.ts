import { describe, expect, it } from '@jest/globals';
import { checkText } from '@yinzhao/verifier';
import { verdictView } from '../src/verdict-view.js';
import { judged, verifyNames } from './vectors.js';

const viewOf = (name: string, policy = 'hall'): ReturnType<typeof verdictView> =>
  verdictView(judged(name).verdict, policy);

describe('a verdict on the screen', () => {
  it('does not say how long ago something was where the clock is wrong', () => {
    expect(viewOf('undetermined-clock-behind-pack').knowledge?.age).toBeNull();
    expect(viewOf('valid-clock-a-little-behind').knowledge?.age).toEqual({ unit: 'now', count: 0 });
  });

  it('is the licence and what was shown of it', () => {
    const view = viewOf('valid-hall');
    expect(view).toMatchObject({
      outcome: 'valid',
      reasons: [],
      at: '2026-03-02 11:10:00',
      knowledge: { time: '2026-03-02 11:00:00', age: { unit: 'minutes', count: 10 }, isOld: false },
      licence: {
        typeName: { zh: '示例许可证', en: 'Sample licence' },
        bodyName: '示例市行政审批局',
        from: '2026-02-20',
        to: '2027-02-20',
        copyFor: null,
        fields: [
          { name: { zh: '经营者名称', en: 'Operator' }, value: '示例餐饮有限公司' },
          { name: { zh: '经营项目', en: 'Business' }, value: '食品经营' },
        ],
      },
    });
    expect(view.established).toEqual([
      { what: 'issued', bodyName: '示例市行政审批局', trustVersion: 1 },
      {
        what: 'anchored',
        leafIndex: 5,
        org: 'approval',
        size: 12,
        time: '2026-03-02 10:00:00',
        witnessedBy: ['market', 'police'],
      },
      {
        what: 'status',
        value: 0,
        continuity: 'proven',
        sameTree: 'proven',
        org: 'approval',
        size: 16,
        time: '2026-03-02 11:00:00',
        witnessedBy: ['market', 'police'],
      },
    ]);
  });

  it('has no reason where it is valid and one with advice wherever it is not', () => {
    for (const name of verifyNames) {
      const { outcome, reasons } = viewOf(name);
      const what = [name, outcome === 'valid' ? reasons.length === 0 : reasons.length > 0];
      expect(what).toEqual([name, true]);
      expect(reasons.every(({ zh, en, advice }) => zh && en && advice.zh && advice.en)).toBe(true);
    }
  });

  it('names a failure before what is only unknown, and never a failure where it is undetermined', () => {
    for (const name of verifyNames) {
      const weights = viewOf(name).reasons.map(({ weight }) => weight);
      const inOrder = [...weights].sort((a, b) => Number(b === 'failed') - Number(a === 'failed'));
      expect([name, weights]).toEqual([name, inOrder]);
      expect([name, weights.includes('failed')]).toEqual([name, name.startsWith('invalid')]);
    }
  });

  it('says what to do about a revoked licence, a missing pack and a fork', () => {
    expect(viewOf('invalid-revoked').reasons).toEqual([
      { code: 'LICENCE_REVOKED', ...checkText('LICENCE_REVOKED'), weight: 'failed' },
    ]);
    expect(viewOf('undetermined-no-pack').knowledge).toBeNull();
    expect([viewOf('invalid-fork-larger').isFork, viewOf('invalid-revoked').isFork]).toEqual([
      true,
      false,
    ]);
  });

  it('shows nothing that its issuer has not signed', () => {
    const view = viewOf('invalid-signature-of-another');
    expect(view.licence).toBeNull();
    expect(view.established.map(({ what }) => what)).not.toContain('issued');
  });

  it('says how old its knowledge was where that is too old', () => {
    expect(viewOf('undetermined-pack-too-old').knowledge?.isOld).toBe(true);
  });

  it('says what a copy was made for, and what a device has shown', () => {
    expect(viewOf('valid-copy').licence?.copyFor?.purpose).toEqual(expect.any(String));
    expect(viewOf('valid-show-challenge').established).toContainEqual(
      expect.objectContaining({ what: 'shown', isAnswer: true }),
    );
    expect(viewOf('valid-unlimited').licence?.to).toBeNull();
  });
});
