import { describe, expect, it } from '@jest/globals';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { encodeSyncPack } from '@yinzhao/verifier/format/sync-pack';
import { trustDigest } from '@yinzhao/verifier/format/trust-bundle';
import { nodeEngine } from '@yinzhao/verifier/node';
import { bundle, signBundle } from '../../test/world/city.js';
import { goodBundle } from '../../test/world/scene.js';
import { askFirstTrust } from '../src/first-trust.js';
import { beginSetUp, type SetUp } from '../src/set-up.js';

const engine = nodeEngine();
const next = signBundle({ ...bundle, version: 2 });
const pack = encodeSyncPack({ network: 'city', bundles: [goodBundle, next], logs: [] });

function askAt(fragment: string, answers: Readonly<Record<string, Uint8Array>>): Promise<SetUp> {
  const ask = (path: string): Promise<Response> => {
    const body = Object.entries(answers).find(([begin]) => path.startsWith(begin))?.[1];
    return Promise.resolve(new Response(body?.slice() ?? null, { status: body ? 200 : 404 }));
  };
  return askFirstTrust(beginSetUp(fragment), ask, engine);
}

const gateway = { '/v1/trust/latest': next, '/v1/sync': pack };
const pinTo = (bytes: Uint8Array): string => `#trust=${toHex(trustDigest(bytes, engine.sm3))}`;

describe('the first bundle of a gateway', () => {
  it('is its newest', async () => {
    expect(await askAt('', gateway)).toMatchObject({ offer: { version: 2, isPinned: false } });
    expect(await askAt(pinTo(next), gateway)).toMatchObject({ offer: { version: 2, pack: null } });
  });

  it('is an earlier one where the address demands that', async () => {
    const setUp = await askAt(pinTo(goodBundle), gateway);
    expect(setUp).toMatchObject({ offer: { version: 1, isPinned: true, pack } });
  });

  it('is none where it has no such bundle, or does not answer', async () => {
    const other = `#trust=${'1'.repeat(64)}`;
    for (const answers of [gateway, { '/v1/trust/latest': next }]) {
      expect(await askAt(other, answers)).toMatchObject({ refusal: 'TRUST_PIN_DIFFERS' });
    }
    expect(await askAt('', {})).toMatchObject({ refusal: 'GATEWAY_UNREACHABLE' });
    expect(await askAt('#trust=12', gateway)).toEqual({ stage: 'misaddressed' });
  });
});
