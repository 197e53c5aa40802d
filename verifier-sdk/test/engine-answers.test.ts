import { describe, expect, it } from '@jest/globals';
import { judgeFork } from '../src/judge-fork.js';
import type { Engine } from '../src/sm/engine.js';
import { advanceTrust } from '../src/trust.js';
import { verify } from '../src/verify.js';
import { bundle, engine, noon, signBundle } from './world/city.js';
import { goodBundle, makeScene } from './world/scene.js';
import { showScene } from './world/show.js';

/** What programs in plain JavaScript could hand in: none of it says no where no is meant. */
const answers: readonly (readonly [string, (yes: boolean) => unknown])[] = [
  ['a promise', (yes) => Promise.resolve(yes)],
  ['a number', (yes) => Number(yes)],
  ['a text', String],
  ['an object', (yes) => ({ valid: yes })],
  ['nothing', () => undefined],
];

const answering = (answer: (yes: boolean) => unknown): Engine => ({
  ...engine,
  name: 'odd',
  verify: ((...question) => answer(engine.verify(...question))) as Engine['verify'],
});

const refused: unknown = expect.objectContaining({ code: 'ENGINE_SELF_TEST_FAILED' });

describe.each(answers)('an engine that answers with %s', (_name, answer) => {
  const odd = answering(answer);

  it.each([
    ['a licence file', makeScene()],
    ['one that another has signed', makeScene({ signedBy: 'a thief' })],
    ['a show code', showScene()],
    ['a rotation', makeScene({ bundles: [goodBundle, signBundle({ ...bundle, version: 2 })] })],
  ])('is no engine to judge %s by', (_what, { input, sync, state, at, policy }) => {
    expect(() => verify(input, { sync, state }, { at, policy, engine: odd })).toThrow(refused);
  });

  it('is none to follow trust or to judge evidence by', () => {
    const next = signBundle({ ...bundle, version: 2, issued: noon });
    expect(() => advanceTrust(goodBundle, next, odd)).toThrow(refused);
    const { input, sync, state, at, policy } = makeScene({ known: { history: 'other' } });
    const { evidence } = verify(input, { sync, state }, { at, policy, engine });
    const [file] = evidence ?? [];
    expect(file).toBeDefined();
    expect(() => judgeFork(file as Uint8Array, odd)).toThrow(refused);
  });
});
