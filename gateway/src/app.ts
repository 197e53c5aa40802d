import { Router } from '@koa/router';
import Koa, { type Context } from 'koa';
import { GatewayError } from './errors.js';
import { endpointOf, type EndpointParts } from './http/endpoint.js';
import type { Metrics } from './http/metrics.js';
import { checkPath, routerPath } from './http/paths.js';
import { sendAnswer, sendProblem, setSecurityHeaders } from './http/reply.js';
import type { Route } from './http/route.js';

export interface AppParts extends EndpointParts {
  readonly routes: readonly Route[];
  readonly metrics: Metrics;
  readonly newId: () => string;
  /** Where defects are told. */
  readonly log: (error: unknown, id: string) => void;
}

/** Every request: name it → measure it → answer it, or say why not. */
export function createApp(parts: AppParts): Koa {
  const { routes, metrics, newId, log } = parts;
  const app = new Koa();
  const router = routerOf(routes, parts);
  app.use(async (ctx, next) => {
    const id = newId();
    const begun = performance.now();
    ctx.state.id = id;
    setSecurityHeaders(ctx, id);
    await next().catch((error: unknown) => {
      sendProblem(ctx, error, id, log);
    });
    const operation = String(ctx.state.operation ?? 'none');
    metrics.answered(operation, ctx.status, (performance.now() - begun) / 1000);
  });
  app.use(async (ctx, next) => {
    checkPath(ctx.path);
    await next();
  });
  app.use(router.routes());
  app.use((ctx) => {
    refuseRoute(ctx, routes);
  });
  // What fails after the head was sent: the connection has ended, nobody is left to tell.
  app.on('error', () => undefined);
  return app;
}

function routerOf(routes: readonly Route[], parts: EndpointParts): Router {
  const router = new Router({ sensitive: true, strict: true });
  for (const route of routes) {
    const endpoint = endpointOf(route, parts);
    router.register(routerPath(route), [route.method], async (ctx) => {
      const context = ctx as unknown as Context;
      context.state.operation = route.operation;
      const answer = await endpoint(context, String(context.state.id));
      const { type } = route.answers[answer.status] ?? { type: 'application/json' };
      sendAnswer(context, answer, type);
    });
  }
  return router;
}

/** @throws GatewayError METHOD_NOT_ALLOWED, ROUTE_UNKNOWN */
function refuseRoute(ctx: Context, routes: readonly Route[]): void {
  const matched =
    (ctx as Context & { matched?: readonly { path: string | RegExp }[] }).matched ?? [];
  const paths = new Set(matched.map(({ path }) => String(path)));
  const methods = routes
    .filter((route) => paths.has(routerPath(route)))
    .flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  if (methods.length === 0) throw new GatewayError('ROUTE_UNKNOWN', 'no such path');
  ctx.set('Allow', [...new Set(methods)].join(', '));
  throw new GatewayError('METHOD_NOT_ALLOWED', `not ${ctx.method}`);
}
