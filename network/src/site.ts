import type { Binaries } from './binaries.js';
import type { Report } from './progress.js';
import type { NetworkState } from './state.js';

/** What every step needs: where the network lies, what is known of it, with which programs, whom to tell. */
export interface Site {
  folder: string;
  /** Changed only together with its file. */
  state: NetworkState;
  binaries: Binaries;
  report: Report;
}
