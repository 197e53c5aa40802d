// Builds the Fabric programs before the first test: a first build takes longer than any test may.
import { findBinaries } from '../src/binaries.js';
import { trialBinaries } from './fixtures/trial.js';

export default async function setup(): Promise<void> {
  await findBinaries(trialBinaries(), ({ english }) => process.stderr.write(`${english}\n`));
}
