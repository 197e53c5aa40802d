import type { ChangeStatus, StatusAction } from '../issue/change-status.js';
import { identifierSchema } from '../issue/licence-request.js';
import { bodyOf } from './caller.js';
import type { ApiRequest, Answer, Route } from './route.js';
import { leafStatusChangeSchema, statusChangeSchema, statusRequestSchema } from './schemas.js';

const accepted = {
  description: { zh: '已受理，等待上链', en: 'Accepted and stored; waits for the log' },
  type: 'application/json',
} satisfies Answer;

const problems = [
  'BODY_FOREIGN',
  'ISSUER_MISSING',
  'LEDGER_UNAVAILABLE',
  'STATUS_CHANGE_ILLEGAL',
  'STATUS_CHANGE_PENDING',
] as const;

function wishOf({ caller, body, key }: ApiRequest) {
  const { action, reason = '' } = body as { action: StatusAction; reason?: string };
  return { action, reason, caller: caller.name, body: bodyOf(caller), key };
}

/** Changes of status: of a licence by its identifier, or of a leaf by its place in the own log. */
export function statusRoutes(changeStatus: ChangeStatus): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/licences/{identifier}/status',
      operation: 'changeStatus',
      summary: { zh: '变更证照状态', en: 'Change the status of a licence' },
      scope: 'status',
      parameters: { identifier: identifierSchema },
      input: { kind: 'json', schema: statusRequestSchema },
      idempotent: true,
      answers: { 202: { ...accepted, schema: statusChangeSchema } },
      problems: [...problems, 'LICENCE_NOT_ANCHORED', 'LICENCE_UNKNOWN'],
      handle: async (request) => {
        const { identifier = '' } = request.parameters;
        return {
          status: 202,
          body: await changeStatus.licence({ identifier, ...wishOf(request) }),
        };
      },
    },
    {
      method: 'POST',
      path: '/v1/leaves/{index}/status',
      operation: 'changeLeafStatus',
      summary: {
        zh: '按日志位置变更状态（本库未存的证照）',
        en: 'Change the status of a leaf of the own log: of a licence that is not in the database',
      },
      scope: 'status',
      parameters: { index: { type: 'string', pattern: '^(0|[1-9][0-9]{0,14})$' } },
      input: { kind: 'json', schema: statusRequestSchema },
      idempotent: true,
      answers: { 202: { ...accepted, schema: leafStatusChangeSchema } },
      problems: [...problems, 'LEAF_UNKNOWN', 'LICENCE_UNKNOWN'],
      handle: async (request) => {
        const leafIndex = Number(request.parameters.index);
        return { status: 202, body: await changeStatus.leaf({ leafIndex, ...wishOf(request) }) };
      },
    },
  ];
}
