import { toHex } from '@yinzhao/verifier/format/bytes';
import type { Metrics } from '../http/metrics.js';
import type { Issuers } from '../issue/issuers.js';
import type { Store } from '../store/store.js';
import { countWaiting } from '../store/waiting.js';

const help =
  'Licences and statements that are not in the log yet, by SM3 of the issuing certificate; 10000 of a kind: or more';

/** For whoever ends an issuing certificate: what waits then is refused for good. */
export function gaugeWaiting(
  metrics: Metrics,
  issuers: Pick<Issuers, 'current' | 'former'>,
  { licences, statements }: Pick<Store, 'licences' | 'statements'>,
): void {
  metrics.gauges('yinzhao_waiting_items', help, 'certificate', async () => {
    const current = (await issuers.current()).map(({ digest }) => digest);
    const counts = new Map<string, number>();
    for (const certificate of [...current, ...(await issuers.former())].map(toHex)) {
      const waiting = [licences, statements].map((items) => countWaiting(items, certificate));
      const [signed = 0, asked = 0] = await Promise.all(waiting);
      counts.set(certificate, signed + asked);
    }
    return counts;
  });
}
