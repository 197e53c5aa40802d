import { setTimeout as sleep } from 'node:timers/promises';
import type { CityClient } from '@yinzhao/e2e/city/client';
import { hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import type { FirstTrust } from '@yinzhao/e2e/city/trust';
import type { Verdict } from '@yinzhao/verifier';

const attempts = 100;
const pauseMs = 100;

/** With the first pack that gives that outcome, or after a while with the last one. */
export async function judgeWhen(
  { client, trust }: { readonly client: CityClient; readonly trust: FirstTrust },
  file: Uint8Array,
  outcome: Verdict['outcome'],
): Promise<{ readonly verdict: Verdict; readonly pack: Uint8Array }> {
  for (let attempt = 0; ; attempt++) {
    const pack = await client.syncPack();
    const verdict = judge(file, { sync: pack }, hallPolicy(trust));
    if (verdict.outcome === outcome || attempt > attempts) return { verdict, pack };
    await sleep(pauseMs);
  }
}
