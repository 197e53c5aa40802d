import { expect, it } from '@jest/globals';
import { until } from '../src/channel.js';

it('waits until it is done, and says what was missing when it waited too long', async () => {
  let asked = 0;
  await until(1_000, 'never mind', () => Promise.resolve(++asked === 3));
  expect(asked).toBe(3);
  await expect(until(60, 'no leader', () => Promise.resolve(false))).rejects.toMatchObject({
    code: 'CHANNEL_NOT_READY',
    message: expect.stringContaining('no leader'),
  });
});
