import { VerifierError } from '../errors.js';

/**
 * One page or worker at a time, of all that this browser has open; a page that is gone holds nothing.
 * @param wait - milliseconds
 * @returns what releases it
 * @throws VerifierError STATE_LOCKED, STATE_UNAVAILABLE where the page has no locks: it is no secure context
 */
export function takeLock(name: string, wait: number): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(wait);
    const held = (): Promise<void> =>
      new Promise((release) => {
        resolve(release);
      });
    const locks = navigator.locks as LockManager | undefined;
    if (locks === undefined) {
      throw new VerifierError('STATE_UNAVAILABLE', 'no locks: the page is no secure context');
    }
    locks.request(name, { signal }, held).catch((error: unknown) => {
      reject(
        signal.aborted
          ? new VerifierError('STATE_LOCKED', `another page uses the state: ${name}`)
          : (error as DOMException),
      );
    });
  });
}
