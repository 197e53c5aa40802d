import { expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { settleAll } from '../src/settle.js';

it('gives the results in order', async () => {
  await expect(settleAll([pause(10, 'slow'), Promise.resolve('fast')])).resolves.toEqual([
    'slow',
    'fast',
  ]);
});

it('is heard of only when all have ended', async () => {
  let ended = false;
  const slow = pause(50).then(() => {
    ended = true;
  });
  const failure = new Error('no port');
  await expect(settleAll([slow, Promise.reject(failure)])).rejects.toBe(failure);
  expect(ended).toBe(true);
});
