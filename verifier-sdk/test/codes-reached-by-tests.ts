// Codes that no vector can reach, each with the tests that do: a vector is bytes and texts of a moderate size, and needs
// neither files, nor lines, nor other processes and pages, nor functions of the caller, nor a zlib.
import type { CheckCode } from '../src/check-codes.js';
import type { VerifierCode } from '../src/errors.js';

export interface ReachingTest {
  /** Beside this file. */
  readonly file: string;
  readonly name: string;
}

const test = (file: string, name: string): ReachingTest => ({ file, name });

/** In alphabetical order. */
export const codesReachedByTests = {
  ARGUMENT_INVALID: [test('arguments.test.ts', 'is a misuse and never an answer: %s')],
  CBOR_TOO_LARGE: [test('cbor-bounds.test.ts', 'is bounded, however they are nested')],
  DOWNLOAD_BROKEN_OFF: [
    test('node/download.test.ts', 'goes on where it broke off, as often as it takes'),
  ],
  DOWNLOAD_CHECKSUM_WRONG: [
    test(
      'node/download.test.ts',
      'is refused where the beginning was changed meanwhile, and then begins anew',
    ),
  ],
  DOWNLOAD_REFUSED: [test('node/download-server.test.ts', '%s: %s, and nothing is lost')],
  DOWNLOAD_TOO_LARGE: [test('node/download.test.ts', 'ends at 64 MiB')],
  DOWNLOAD_UNREACHABLE: [
    test('node/download-server.test.ts', 'is given up where it never answers'),
  ],
  FILE_NOT_REGULAR: [test('node/verify-many.test.ts', 'answers for whatever lies there')],
  FILE_UNAVAILABLE: [
    test('node/command-line.test.ts', 'says in one line of both languages that %s cannot be had'),
  ],
  FILE_UNREADABLE: [test('node/verify-many.test.ts', 'answers for whatever lies there')],
  OFD_SIGNATURE_ORDER_OPEN: [
    test(
      'ofd/read-ofd.test.ts',
      'says what each signature covers, and whether their order is proven',
    ),
  ],
  STATE_LOCKED: [
    test('node/state-file.test.ts', 'keeps others out until it is closed'),
    test('browser/state-store.browser.test.ts', 'is held by one tab at a time'),
    test(
      'browser/state-store.browser.test.ts',
      'is not overwritten where somebody has written without the lock',
    ),
  ],
  STATE_UNAVAILABLE: [
    test(
      'browser/state-attacks.browser.test.ts',
      'is not told of as saved where there is no space, and the one before stays',
    ),
  ],
  TOKEN_STATUS_LIST_MALFORMED: [
    test('node/token-status-list.test.ts', 'is not made of a log that is too large for it'),
  ],
} satisfies Partial<Record<VerifierCode, readonly ReachingTest[]>>;

export const checkCodesReachedByTests = {
  ADDED_CHECK_BROKEN: [test('added-checks.test.ts', 'that %s leaves the answer open')],
} satisfies Partial<Record<CheckCode, readonly ReachingTest[]>>;
