import { expect, it } from '@jest/globals';
import type { ShownLicence } from '@yinzhao/e2e/city/client';
import { firstLicence } from '@yinzhao/e2e/city/first-licence';
import { collectTimings } from '@yinzhao/e2e/city/print';

/** A gateway that knows the statuses of what was issued under these keys. */
function gatewayWith(statuses: ReadonlyMap<string, string>) {
  const keys: string[] = [];
  const show = (
    identifier: string,
    status = statuses.get(identifier) ?? 'valid',
  ): ShownLicence => ({
    identifier,
    state: 'receipted',
    status,
    object: null,
    refusal: null,
    leafIndex: 0,
    issued: '2026-01-05T00:00:00Z',
  });
  return {
    keys,
    issue: (_request: unknown, key: string) => {
      keys.push(key);
      // As it was when it was issued.
      return Promise.resolve(show(key, 'valid'));
    },
    read: (identifier: string) => Promise.resolve(show(identifier)),
    waitUntil: (identifier: string) => Promise.resolve(show(identifier)),
  };
}

const timings = collectTimings(() => undefined);

it('is found again under its key', async () => {
  const gateway = gatewayWith(new Map());
  await expect(firstLicence(gateway, timings)).resolves.toBe('first-licence');
  expect(gateway.keys).toEqual(['first-licence']);
});

it('in place of revoked ones the next one counts', async () => {
  const revoked = ['first-licence', 'first-licence-2'].map((key) => [key, 'revoked'] as const);
  const gateway = gatewayWith(new Map(revoked));
  await expect(firstLicence(gateway, timings)).resolves.toBe('first-licence-3');
});
