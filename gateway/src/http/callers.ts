import { createCaller, endCaller, readCallers, type CallerRequest } from '../issue/callers.js';
import type { Desk } from '../issue/desk.js';
import type { Route } from './route.js';
import { callerListSchema, callerRequestSchema, newCallerSchema } from './schemas.js';

const json = 'application/json';
const path = '/v1/callers';

/** Who may call, for those who administer the gateway. */
export function callerRoutes(parts: Pick<Desk, 'store' | 'engine' | 'random' | 'now'>): Route[] {
  return [
    {
      method: 'POST',
      path,
      operation: 'createCaller',
      summary: { zh: '新建调用方（密钥只显示一次）', en: 'A new caller; its key is shown once' },
      scope: 'admin',
      input: { kind: 'json', schema: callerRequestSchema },
      answers: {
        201: {
          description: { zh: '调用方与密钥', en: 'The caller and its key' },
          type: json,
          schema: newCallerSchema,
        },
      },
      problems: ['CALLER_TAKEN'],
      handle: async ({ body }) => ({
        status: 201,
        body: await createCaller(parts, body as CallerRequest),
      }),
    },
    {
      method: 'GET',
      path,
      operation: 'listCallers',
      summary: { zh: '调用方列表', en: 'All callers' },
      scope: 'admin',
      answers: {
        200: {
          description: { zh: '调用方', en: 'Callers, without their keys' },
          type: json,
          schema: callerListSchema,
        },
      },
      problems: [],
      handle: async () => ({ status: 200, body: { callers: await readCallers(parts) } }),
    },
    {
      method: 'DELETE',
      path: `${path}/{name}`,
      operation: 'revokeCaller',
      summary: { zh: '停用调用方密钥', en: 'End the key of a caller' },
      scope: 'admin',
      parameters: { name: { type: 'string', maxLength: 63 } },
      answers: { 204: { description: { zh: '已停用', en: 'Ended' }, type: json } },
      problems: ['CALLER_UNKNOWN'],
      handle: async ({ parameters: { name = '' } }) => {
        await endCaller(parts, name);
        return { status: 204, body: null };
      },
    },
  ];
}
