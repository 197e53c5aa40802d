import { encodeUtf8, toHex } from '@yinzhao/verifier/format/bytes';
import { keyDigest } from '../issue/callers.js';
import { statusChanger, type StatusParts } from '../issue/change-status.js';
import type { ReceiptParts } from '../issue/receipt.js';
import type { Scope } from '../issue/scope.js';
import { takeTurns } from '../issue/turns.js';
import { appendAudit } from '../store/audit.js';
import { findCaller } from '../store/caller.js';
import { callerRoutes } from './callers.js';
import type { EndpointParts } from './endpoint.js';
import { healthRoutes, type Health } from './health.js';
import { idempotencyOf } from './idempotency.js';
import { licenceStreamRoute } from './licence-stream.js';
import { licenceRoutes } from './licences.js';
import type { Metrics } from './metrics.js';
import { openApiRoute } from './openapi.js';
import { publicRoutes, type Publication } from './public-files.js';
import type { BodyTimes } from './read-body.js';
import type { Route } from './route.js';
import { statusRoutes } from './statuses.js';
import { terminalRoutes } from './terminal.js';
import type { TerminalFiles } from './terminal-files.js';
import { trustRoute, type TakeBundle } from './trust.js';
import { verifyRoute } from './verify.js';
import { witnessRoute, type AnswerNote } from './witness.js';

export interface Services extends ReceiptParts, StatusParts {
  readonly publication: Publication;
  readonly answerNote: AnswerNote;
  readonly takeBundle: TakeBundle;
  readonly health: Health;
  /** null: this gateway shows no terminal. */
  readonly terminal: TerminalFiles | null;
  /** Where defects are told. */
  readonly report: (error: unknown, id: string) => void;
}

/** Every operation of the gateway. */
export function routesOf(services: Services, metrics: Metrics): Route[] {
  const routes = [
    ...licenceRoutes(services, metrics),
    ...statusRoutes(statusChanger(services, takeTurns())),
    licenceStreamRoute(services, metrics, services.report),
    ...callerRoutes(services),
    verifyRoute(services),
    trustRoute(services.takeBundle),
    ...publicRoutes(services),
    ...terminalRoutes(services.terminal),
    witnessRoute(services.answerNote),
    ...healthRoutes(services.health, metrics),
  ];
  return [...routes, openApiRoute(routes, services.types)];
}

/** Keys, audit and idempotency, kept in the store. */
export function endpointParts(services: Services, times: BodyTimes): EndpointParts {
  const { store, engine, now } = services;
  const digest = (bytes: Uint8Array): string => toHex(engine.sm3(bytes));
  return {
    times,
    digest,
    callerOf: async (key) => {
      const found = await findCaller(store.callers, keyDigest(services, key));
      return found && { ...found, scopes: found.scopes as readonly Scope[] };
    },
    audit: ({ id, caller, operation, subject, digest: body, code }) =>
      appendAudit(store.audit, [
        {
          time: new Date(now()),
          caller,
          action: operation,
          subject,
          outcome: code ?? 'ok',
          request: body === null ? id : `${id} ${body}`,
        },
      ]),
    idempotency: idempotencyOf({
      requests: store.requests,
      digest: (text) => digest(encodeUtf8(text)),
      now,
    }),
  };
}
