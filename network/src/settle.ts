/**
 * Waits for all of them, also where one fails: nothing is still being begun when the failure is heard of.
 * @throws what the first in order has failed with
 */
export async function settleAll<T extends readonly Promise<unknown>[] | []>(
  deeds: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(deeds);
  return Promise.all(deeds);
}
