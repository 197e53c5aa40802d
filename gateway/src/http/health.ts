import type { Metrics } from './metrics.js';
import type { Route } from './route.js';
import { healthSchema } from './schemas.js';

export interface HealthState {
  /** Which of the things the gateway rests on answer now. */
  readonly parts: Readonly<Record<string, boolean>>;
  /** Why those that do not do not, where it is known. */
  readonly codes: Readonly<Record<string, string>>;
}

export type Health = () => Promise<HealthState>;

/** For machines that watch the gateway; says nothing about anybody. */
export function healthRoutes(health: Health, metrics: Metrics): Route[] {
  return [
    {
      method: 'GET',
      path: '/healthz',
      operation: 'health',
      summary: { zh: '运行状况', en: 'Health' },
      scope: null,
      answers: {
        200: {
          description: { zh: '各部分是否可用', en: 'Which parts answer; the gateway itself does' },
          type: 'application/json',
          schema: healthSchema,
        },
      },
      problems: [],
      handle: async () => {
        const { parts, codes } = await health();
        const ready = Object.values(parts).every(Boolean);
        return { status: 200, body: { ready, parts, codes } };
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      operation: 'metrics',
      summary: { zh: '监控指标（Prometheus）', en: 'Figures for Prometheus' },
      scope: null,
      answers: { 200: { description: { zh: '指标', en: 'Figures' }, type: metrics.type } },
      problems: [],
      handle: async () => ({ status: 200, body: Buffer.from(await metrics.text()) }),
    },
  ];
}
