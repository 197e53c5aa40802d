// What the build (scripts/terminal.js) writes into the code.

/** Name of the script that reads QR codes, beside the page's own. */
declare const QR_READER_FILE: string;

/** What a service worker keeps. */
declare const KEPT_FILES: {
  /** Digest of everything that is kept. */
  readonly version: string;
  /** Name, and digest as `integrity` has it: without these the page does not start. */
  readonly first: readonly (readonly [string, string])[];
  /** The same, for what can come once the page has started. */
  readonly later: readonly (readonly [string, string])[];
};
