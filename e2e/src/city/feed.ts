import type { CityClient } from './client.js';
import { sampleLicence } from './sample-licences.js';

export interface FeedProgress {
  readonly issued: number;
  readonly refused: number;
  /** Per second since the beginning. */
  readonly rate: number;
  /** Identifier of the last licence. */
  readonly last: string | null;
}

/**
 * Sends invented licences of all three types through the batch route.
 * @param first - index of the first: the same index is always the same licence
 * @param told - about once a second
 */
export async function feed(
  client: CityClient,
  { first, count, date }: { readonly first: number; readonly count: number; readonly date: string },
  told: (progress: FeedProgress) => void,
): Promise<FeedProgress> {
  const begun = performance.now();
  let issued = 0;
  let refused = 0;
  let last: string | null = null;
  let next = begun + 1000;
  const progress = (): FeedProgress => ({
    issued,
    refused,
    rate: (1000 * issued) / (performance.now() - begun),
    last,
  });
  for await (const line of client.issueMany(requests(first, count, date))) {
    if ('licence' in line) {
      issued++;
      last = line.licence.identifier;
    } else if ('line' in line) refused++;
    if (performance.now() < next) continue;
    next = performance.now() + 1000;
    told(progress());
  }
  return progress();
}

function* requests(
  first: number,
  count: number,
  date: string,
): Generator<ReturnType<typeof sampleLicence>> {
  for (let i = 0; i < count; i++) yield sampleLicence(first + i, date);
}
