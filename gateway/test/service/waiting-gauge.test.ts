import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeTrustBundle } from '@yinzhao/verifier/format/trust-bundle';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { createMetrics } from '../../src/http/metrics.js';
import { issueLicence } from '../../src/issue/issue-licence.js';
import { gaugeWaiting } from '../../src/service/waiting-gauge.js';
import { body, businessType, engine, foodBody, openWorld, type World } from '../issuing-world.js';
import { sampleFields } from '../sample-fields.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

function digestOf(wanted: string): string {
  const { issuers } = decodeTrustBundle(world.bundle).bundle;
  const [{ certificate }] = issuers.filter((one) => one.body === wanted) as [(typeof issuers)[0]];
  return toHex(engine.sm3(certificate));
}

it('says what waits for the log under each own certificate', async () => {
  const metrics = createMetrics();
  gaugeWaiting(metrics, world.issuers, world.store);
  const waiting = async () => {
    const counts: Record<string, number> = {};
    for (const line of (await metrics.text()).split('\n')) {
      const found = /^yinzhao_waiting_items\{certificate="(.*)"\} (.*)$/.exec(line);
      if (found) counts[found[1] ?? ''] = Number(found[2]);
    }
    return counts;
  };
  const [own, other] = [digestOf(body), digestOf(foodBody)];
  expect(await waiting()).toEqual({ [own]: 0, [other]: 0 });
  const request = {
    type: businessType,
    from: '2026-11-24',
    fields: sampleFields[businessType] ?? {},
  };
  for (let i = 0; i < 3; i++)
    await issueLicence(world, { caller: 'desk', body, key: null }, request);
  expect(await waiting()).toEqual({ [own]: 3, [other]: 0 });
  await world.anchor();
  expect(await waiting()).toEqual({ [own]: 0, [other]: 0 });
  // A figure that cannot be read is no nought.
  world.signerUp = false;
  world.time += 10_000;
  expect(await waiting()).toEqual({});
});
