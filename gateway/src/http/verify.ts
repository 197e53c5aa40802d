import {
  policyNames,
  verifyFile,
  type PolicyName,
  type VerifyParts,
} from '../issue/verify-file.js';
import type { Route } from './route.js';
import { verdictSchema } from './schemas.js';

/** The largest licence file there is. */
const fileLimit = 1024 * 1024;

export function verifyRoute(parts: VerifyParts): Route {
  return {
    method: 'POST',
    path: '/v1/verify',
    operation: 'verifyFile',
    summary: { zh: '核验证照文件', en: 'Verify a licence file' },
    scope: 'verify',
    query: { policy: { enum: policyNames } },
    input: { kind: 'bytes', type: 'application/vnd.yinzhao.licence', limit: fileLimit },
    answers: {
      200: {
        description: {
          zh: '结论、各项检查与建议；伪造的证照也是回答',
          en: 'The verdict with every check; a forged licence is an answer',
        },
        type: 'application/json',
        schema: verdictSchema,
      },
    },
    problems: ['SYNC_NOT_READY'],
    handle: async ({ body, query }) => ({
      status: 200,
      body: await verifyFile(parts, body as Uint8Array, (query.policy ?? 'hall') as PolicyName),
    }),
  };
}
