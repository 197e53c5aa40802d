import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Figures for Prometheus; numbers only, never who or what. */
export interface Metrics {
  readonly type: string;
  readonly text: () => Promise<string>;
  readonly answered: (operation: string, status: number, seconds: number) => void;
  readonly issued: (count: number) => void;
  /** A figure read at the moment somebody asks. */
  readonly gauge: (name: string, help: string, read: () => number) => void;
  /** The same for each value of a label; what cannot be read now is left out. */
  readonly gauges: (
    name: string,
    help: string,
    label: string,
    read: () => Promise<ReadonlyMap<string, number>>,
  ) => void;
}

const buckets = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10];

/** A registry of its own: two gateways in one process do not add up. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'yinzhao_http_request_seconds',
    help: 'Time to answer a request, by operation and status',
    labelNames: ['operation', 'status'],
    buckets,
    registers,
  });
  const licences = new Counter({
    name: 'yinzhao_licences_issued_total',
    help: 'Licences signed and stored since the start',
    registers,
  });
  return {
    type: registry.contentType,
    text: () => registry.metrics(),
    answered: (operation, status, seconds) => {
      requests.observe({ operation, status: `${status}` }, seconds);
    },
    issued: (count) => {
      licences.inc(count);
    },
    gauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    },
    gauges: (name, help, label, read) => {
      new Gauge({
        name,
        help,
        labelNames: [label],
        registers,
        async collect() {
          const figures = await read().catch(() => new Map<string, number>());
          this.reset();
          for (const [value, figure] of figures) this.set({ [label]: value }, figure);
        },
      });
    },
  };
}
