import { issueLicence } from '../issue/issue-licence.js';
import {
  identifierSchema,
  licenceRequestSchema,
  type LicenceRequest,
} from '../issue/licence-request.js';
import { licenceFile } from '../issue/licence-file.js';
import { licencesOfHolder, ownLicence, readLicence } from '../issue/query.js';
import { receiptOf, type ReceiptParts } from '../issue/receipt.js';
import { bodyOf } from './caller.js';
import type { Metrics } from './metrics.js';
import type { Route } from './route.js';
import {
  holderQuerySchema,
  licenceListSchema,
  licenceSchema,
  wholeLicenceSchema,
} from './schemas.js';

const parameters = { identifier: identifierSchema };
const byIdentifier = { parameters, path: '/v1/licences/{identifier}' };
const json = 'application/json';

/** One licence at a time: issue, read, and what its holder carries away. */
export function licenceRoutes(desk: ReceiptParts, metrics: Pick<Metrics, 'issued'>): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/licences',
      operation: 'issueLicence',
      summary: { zh: '签发证照', en: 'Issue a licence' },
      scope: 'issue',
      input: { kind: 'json', schema: licenceRequestSchema },
      idempotent: true,
      answers: {
        201: {
          description: { zh: '已签发，等待上链', en: 'Signed and stored; waits for the log' },
          type: json,
          schema: licenceSchema,
        },
      },
      problems: [
        'BODY_FOREIGN',
        'ISSUER_MISSING',
        'LICENCE_FIELDS_INVALID',
        'LICENCE_TAKEN',
        'LICENCE_TYPE_FOREIGN',
        'LICENCE_TYPE_UNKNOWN',
        'LICENCE_VALIDITY_INVALID',
        'PREDECESSOR_INVALID',
        'QUOTA_EXCEEDED',
        'SIGNER_BUSY',
        'SIGNER_UNAVAILABLE',
      ],
      handle: async ({ caller, body, key }) => {
        const asker = { caller: caller.name, body: bodyOf(caller), key };
        const licence = await issueLicence(desk, asker, body as LicenceRequest);
        metrics.issued(1);
        return {
          status: 201,
          body: licence,
          headers: { Location: `/v1/licences/${licence.identifier}` },
        };
      },
    },
    {
      ...byIdentifier,
      method: 'GET',
      operation: 'readLicence',
      summary: { zh: '查询证照', en: 'Read a licence' },
      scope: 'read',
      answers: {
        200: {
          description: { zh: '证照与状态变更', en: 'The licence and its changes of status' },
          type: json,
          schema: wholeLicenceSchema,
        },
      },
      problems: ['BODY_FOREIGN', 'LICENCE_UNKNOWN'],
      handle: async ({ caller, parameters: { identifier = '' } }) => ({
        status: 200,
        body: await readLicence(desk, identifier, bodyOf(caller)),
      }),
    },
    {
      method: 'POST',
      path: '/v1/licences/query-by-holder',
      operation: 'queryByHolder',
      summary: { zh: '按持证主体查询', en: 'Licences of a holder' },
      scope: 'read',
      input: { kind: 'json', schema: holderQuerySchema },
      answers: {
        200: {
          description: { zh: '该主体的证照', en: 'Licences of this holder' },
          type: json,
          schema: licenceListSchema,
        },
      },
      problems: ['BODY_FOREIGN', 'SIGNER_BUSY', 'SIGNER_UNAVAILABLE'],
      handle: async ({ caller, body }) => {
        const { holder } = body as { holder: string };
        return {
          status: 200,
          body: { licences: await licencesOfHolder(desk, holder, bodyOf(caller)) },
        };
      },
    },
    {
      ...byIdentifier,
      method: 'GET',
      path: '/v1/licences/{identifier}/receipt',
      operation: 'readReceipt',
      summary: { zh: '取得上链回执', en: 'The receipt, under the newest checkpoint' },
      scope: 'read',
      answers: {
        200: {
          description: { zh: '回执', en: 'Receipt' },
          type: 'application/vnd.yinzhao.receipt',
        },
      },
      problems: ['BODY_FOREIGN', 'LICENCE_NOT_ANCHORED', 'LICENCE_UNKNOWN', 'RECEIPT_NOT_READY'],
      handle: async ({ caller, parameters: { identifier = '' } }) => {
        const licence = await ownLicence(desk, identifier, bodyOf(caller));
        return { status: 200, body: await receiptOf(desk, licence) };
      },
    },
    {
      ...byIdentifier,
      method: 'GET',
      path: '/v1/licences/{identifier}/file',
      operation: 'readFile',
      summary: { zh: '下载证照文件', en: 'The licence file with chosen fields' },
      scope: 'read',
      query: {
        fields: { type: 'string', maxLength: 1024, pattern: '^[A-Za-z0-9]+(,[A-Za-z0-9]+)*$' },
        receipt: { enum: ['required', 'ifPresent'] },
      },
      answers: {
        200: {
          description: { zh: '证照文件', en: 'Licence file' },
          type: 'application/vnd.yinzhao.licence',
        },
      },
      problems: ['BODY_FOREIGN', 'LICENCE_NOT_ANCHORED', 'LICENCE_UNKNOWN', 'RECEIPT_NOT_READY'],
      handle: async ({ caller, parameters: { identifier = '' }, query }) => {
        const licence = await ownLicence(desk, identifier, bodyOf(caller));
        const fields = query.fields?.split(',') ?? null;
        const receipt = query.receipt === 'ifPresent' ? 'ifPresent' : 'required';
        const file = await licenceFile(desk, licence, { fields, receipt });
        const name = `attachment; filename="${identifier}.yzl"`;
        return { status: 200, body: file, headers: { 'Content-Disposition': name } };
      },
    },
  ];
}
