/** What the command line has of the world. */
export interface Surroundings {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  /** Of the package. */
  readonly version: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly fetch: typeof fetch;
}
