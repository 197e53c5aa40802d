import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkCodes } from '../src/check-codes.js';
import { printVerdict } from '../src/node/print-verdict.js';
import { checkNames } from '../src/verdict.js';
import { verify } from '../src/verify.js';
import { engine } from './world/city.js';
import { makeScene } from './world/scene.js';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'verification.md'), 'utf8');
const rows = [...page.matchAll(/^\| `([a-z]+)` \| [^|]+ \| ((?:`[A-Z_]+` ?)+)\|$/gm)];

describe('docs/verification.md', () => {
  it('lists every check in order', () => {
    expect(rows.map(([, name]) => name)).toEqual([...checkNames]);
  });

  it('lists every code with a check that gives it', () => {
    const codes = rows.flatMap(([, , list = '']) =>
      [...list.matchAll(/[A-Z_]+/g)].map(([code]) => code),
    );
    expect([...new Set([...codes, 'NOT_JUDGED', 'ADDED_CHECK_BROKEN'])].sort()).toEqual([
      ...checkCodes,
    ]);
  });

  it('shows an answer as it is printed', () => {
    const { input, sync, state, at, policy } = makeScene();
    const lines = printVerdict(verify(input, { sync, state }, { at, policy, engine })).split('\n');
    const shown = /--state terminal\n([\s\S]*?)\n {2}…\n/.exec(page)?.[1]?.split('\n') ?? [];
    expect(shown.length).toBeGreaterThan(10);
    expect(lines.slice(0, shown.length)).toEqual(shown);
  });
});
