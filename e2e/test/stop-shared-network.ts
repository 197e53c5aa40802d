export default async function teardown(): Promise<void> {
  await (globalThis as { stopSharedNetwork?: () => Promise<void> }).stopSharedNetwork?.();
}
