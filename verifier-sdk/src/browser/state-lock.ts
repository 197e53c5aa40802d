import { VerifierError } from '../errors.js';

/**
 * One page or worker at a time, of all that this browser has open; a page that is gone holds nothing.
 * @param wait - milliseconds
 * @returns what releases it
 * @throws VerifierError STATE_LOCKED
 */
export function takeLock(name: string, wait: number): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(wait);
    const held = (): Promise<void> =>
      new Promise((release) => {
        resolve(release);
      });
    navigator.locks.request(name, { signal }, held).catch((error: unknown) => {
      reject(
        signal.aborted
          ? new VerifierError('STATE_LOCKED', `another page uses the state: ${name}`)
          : (error as DOMException),
      );
    });
  });
}
