import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves as soon as the condition holds; the time is only for tests that fail. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 20_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`it never came to this: ${String(condition)}`);
    await sleep(10);
  }
}
