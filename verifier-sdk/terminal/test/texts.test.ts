import { describe, expect, it } from '@jest/globals';
import { checkText, VerifierError, type VerifierCode } from '@yinzhao/verifier';
import { fromHex } from '@yinzhao/verifier/format/bytes';
import { nodeEngine } from '@yinzhao/verifier/node';
import { forkWord } from '../src/fork-word.js';
import { memoryTrouble } from '../src/memory-trouble.js';
import { en } from '../src/messages.en.js';
import { zh } from '../src/messages.zh.js';
import { firstPreferences, readPreferences } from '../src/preferences.js';
import { syncWords } from '../src/sync-words.js';
import { verdictView } from '../src/verdict-view.js';
import { accepted, judged, verifyNames } from './vectors.js';

/** Every text of a table, with the way to it. */
function textsOf(table: object, way = ''): [string, string][] {
  return Object.entries(table).flatMap(([name, value]): [string, string][] => {
    if (typeof value === 'string') return [[`${way}${name}`, value]];
    return typeof value === 'object' && value !== null
      ? textsOf(value as object, `${way}${name}.`)
      : [];
  });
}

const [chinese, english] = [textsOf(zh), textsOf(en)];

describe('the texts of both languages', () => {
  it('are there, and in their language', () => {
    expect(chinese.map(([way]) => way)).toEqual(english.map(([way]) => way));
    const both = ['otherLanguage', 'preferences.language', 'lang', 'language', 'verdict.nextHint'];
    const told = (list: typeof chinese): typeof chinese =>
      list.filter(([way]) => !both.includes(way));
    expect(told(chinese).filter(([, text]) => !/\p{Script=Han}/u.test(text))).toEqual([]);
    expect(told(english).filter(([, text]) => /\p{Script=Han}/u.test(text) || text === '')).toEqual(
      [],
    );
  });

  it('say everything that any vector has established', () => {
    for (const name of verifyNames) {
      for (const one of verdictView(judged(name).verdict, 'hall').established) {
        for (const { verdict } of [zh, en]) {
          const text = verdict.establishedLine(one);
          expect([name, text.length > 20, /\b(undefined|null|NaN)\b/.test(text)]).toEqual([
            name,
            true,
            false,
          ]);
        }
      }
    }
  });

  it('say how old something is', () => {
    expect(zh.ago({ unit: 'minutes', count: 3 })).toBe('3 分钟前');
    expect([en.ago({ unit: 'days', count: 1 }), en.ago({ unit: 'hours', count: 5 })]).toEqual([
      '1 day ago',
      '5 hours ago',
    ]);
  });

  it('never call undetermined what they call invalid', () => {
    for (const { outcome } of [zh, en]) {
      expect(new Set(Object.values(outcome)).size).toBe(3);
      expect(outcome.undetermined).not.toContain(outcome.invalid);
    }
  });
});

describe('how a sync ended', () => {
  it('is told with what was refused first', () => {
    expect(syncWords({ end: 'taken', code: null }, zh)).toEqual(zh.sync.end.taken);
    const { zh: told, advice } = checkText('SYNC_FOREIGN');
    const refused = syncWords({ end: 'refused', code: 'SYNC_FOREIGN' }, zh);
    expect(refused).toEqual({ title: zh.sync.end.refused.title, text: `${told}。${advice.zh}` });
  });
});

describe('evidence of a fork', () => {
  it('is judged by its own bytes', () => {
    const engine = nodeEngine();
    const [file] = judged('invalid-fork-equal').verdict.evidence ?? [];
    expect(forkWord(file as Uint8Array, engine)).toBe('conclusive');
    const path = fromHex(accepted('fork-evidence', 'accept-proof-fails'));
    expect(forkWord(path, engine)).toBe('inconclusive');
    expect(forkWord((file as Uint8Array).slice(0, 99), engine)).toBe('damaged');
  });
});

describe('preferences', () => {
  it('are those that were kept, where they are choices', () => {
    const kept = { language: 'en', policy: 'archive', idleSeconds: 300 };
    expect(readPreferences(kept)).toEqual(kept);
    for (const odd of [undefined, null, {}, { language: 'fr', policy: 'any', idleSeconds: 7 }]) {
      expect(readPreferences(odd)).toEqual(firstPreferences);
    }
  });
});

describe('trouble with the memory', () => {
  it.each([
    ['STATE_LOCKED', 'STATE_LOCKED'],
    ['STATE_ROLLED_BACK', 'STATE_ROLLED_BACK'],
    ['STATE_FILE_MALFORMED', 'STATE_DAMAGED'],
    ['CBOR_TRUNCATED', 'STATE_DAMAGED'],
    ['STATE_UNAVAILABLE', 'STORAGE_UNAVAILABLE'],
    ['POLICY_UNKNOWN', null],
  ] as [VerifierCode, string | null][])('%s is told as %s', (code, trouble) => {
    expect(memoryTrouble(new VerifierError(code, ''))).toBe(trouble);
  });

  it('is none where something else has broken', () => {
    expect(memoryTrouble(new TypeError('x'))).toBeNull();
  });
});
