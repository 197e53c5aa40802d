export default async function teardown(): Promise<void> {
  await (globalThis as { stopSharedCity?: () => Promise<void> }).stopSharedCity?.();
}
