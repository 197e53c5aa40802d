import { execFileSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { shellWord } from '@yinzhao/e2e/city/shell-word';

it.each(['.yinzhao/licences/a.yzl', 'my city/a.yzl', "it's $HOME `id`", '示例 目录', ''])(
  'a shell reads back %j',
  (text) => {
    const read = execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(text)}`], {
      encoding: 'utf8',
    });
    expect(read).toBe(text);
  },
);

it('a plain path stays as it is', () => {
  expect(shellWord('.yinzhao/a_b-c.yzs')).toBe('.yinzhao/a_b-c.yzs');
});
