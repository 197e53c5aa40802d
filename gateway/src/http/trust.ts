import { maximumBundleBytes } from '@yinzhao/verifier/format/trust-bundle';
import type { KeptBundle } from '../trust/keep-bundle.js';
import type { Route } from './route.js';
import { keptBundleSchema } from './schemas.js';

/** Keeps the bytes of a trust bundle, or says why not. */
export type TakeBundle = (bytes: Uint8Array) => Promise<KeptBundle>;

export function trustRoute(takeBundle: TakeBundle): Route {
  return {
    method: 'POST',
    path: '/v1/trust-bundles',
    operation: 'keepTrustBundle',
    summary: {
      zh: '提交下一版信任名单（登记生效后启用）',
      en: 'Bring the next trust bundle; it is used once the registry has it in effect',
    },
    scope: 'trust',
    input: { kind: 'bytes', type: 'application/vnd.yinzhao.trust', limit: maximumBundleBytes },
    answers: {
      200: {
        description: {
          zh: '已保存；同一信任名单再次提交得到同样回答',
          en: 'Kept; the same bundle again gets the same answer',
        },
        type: 'application/json',
        schema: keptBundleSchema,
      },
    },
    problems: [
      'TRUST_BUNDLE_MALFORMED',
      'TRUST_FIELDS_CHANGED',
      'TRUST_NETWORK_DIFFERS',
      'TRUST_NOT_SIGNED_BY_ITSELF',
      'TRUST_NOT_SIGNED_BY_PREVIOUS',
      'TRUST_ROLLBACK',
      'TRUST_UNREGISTERED',
      'TRUST_VERSION_CONFLICT',
      'TRUST_VERSION_SKIPPED',
    ],
    handle: async ({ body }) => ({ status: 200, body: await takeBundle(body as Uint8Array) }),
  };
}
