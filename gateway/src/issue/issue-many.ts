import { GatewayError } from '../errors.js';
import type { Desk } from './desk.js';
import { issuePrepared, type IssueOutcome } from './issue-licence.js';
import type { LicenceLine } from './licence-request.js';
import { prepareLicence, type PreparedLicence } from './prepare-licence.js';
import type { LicenceView } from './view.js';

/** A line of a stream: what it asks for, or why that could not be read. */
export interface AskedLine {
  readonly number: number;
  readonly request: LicenceLine | GatewayError;
}

export interface LineOutcome {
  readonly number: number;
  /** A licence that is signed and on disk, or why there is none: a GatewayError, or what signer or store say. */
  readonly outcome: LicenceView | Error;
}

/** As many as one frame to the signer and one write may hold. */
const batchSize = 250;
/** Batches under way: while one is signed the next is prepared and the last is written. */
const depth = 3;

type Step =
  | { readonly kind: 'lines'; readonly lines: readonly AskedLine[] }
  | { readonly kind: 'end'; readonly error: unknown }
  | { readonly kind: 'answers'; readonly outcomes: readonly LineOutcome[] };

/**
 * Issues licences as they come, the answers in the order of the lines, each as soon as it is known. It asks for more
 * lines only when answers are taken. Where the lines break off, those that came are answered first.
 */
export async function* issueMany(
  desk: Desk,
  asker: { readonly caller: string; readonly body: string },
  chunks: AsyncIterable<readonly AskedLine[]>,
): AsyncGenerator<readonly LineOutcome[]> {
  const source = chunks[Symbol.asyncIterator]();
  const read = (): Promise<Step> =>
    source.next().then(
      (step): Step =>
        step.done === true ? { kind: 'end', error: null } : { kind: 'lines', lines: step.value },
      (error: unknown): Step => ({ kind: 'end', error }),
    );
  const answer = async (lines: readonly AskedLine[]): Promise<Step> => ({
    kind: 'answers',
    outcomes: await issueLines(desk, asker, lines),
  });
  const underWay: Promise<Step>[] = [];
  let reading: Promise<Step> | null = read();
  let failure: unknown = null;
  try {
    while (reading !== null || underWay.length > 0) {
      const awaited: Promise<Step>[] = underWay.slice(0, 1);
      if (reading !== null && underWay.length < depth) awaited.push(reading);
      const step = await Promise.race(awaited);
      if (step.kind === 'answers') {
        void underWay.shift();
        yield step.outcomes;
      } else if (step.kind === 'end') {
        reading = null;
        failure = step.error;
      } else {
        for (let at = 0; at < step.lines.length; at += batchSize) {
          underWay.push(answer(step.lines.slice(at, at + batchSize)));
        }
        reading = read();
      }
    }
  } finally {
    await source.return?.();
  }
  // What the reader threw, as it threw it.
  if (failure !== null) throw failure as Error;
}

async function issueLines(
  desk: Desk,
  asker: { readonly caller: string; readonly body: string },
  lines: readonly AskedLine[],
): Promise<readonly LineOutcome[]> {
  const prepared = await Promise.all(
    lines.map(async ({ request }) => {
      if (request instanceof GatewayError) return request;
      const { key = null, ...wanted } = request;
      return prepareLicence(desk, { ...asker, key }, wanted).catch(asError);
    }),
  );
  const good = prepared.filter((one): one is PreparedLicence => !(one instanceof Error));
  const issued = await issuePrepared(desk, good).catch(asError);
  let next = 0;
  return lines.map(({ number, request }, i) => {
    const one = prepared[i];
    if (one instanceof Error) return { number, outcome: one };
    if (issued instanceof Error) return { number, outcome: issued };
    return { number, outcome: named(issued[next++] as IssueOutcome, request) };
  });
}

/** Where the serial follows from the key, it is the key that stands for another licence. */
function named(outcome: IssueOutcome, request: AskedLine['request']): IssueOutcome {
  const taken = outcome instanceof GatewayError && outcome.code === 'LICENCE_TAKEN';
  if (!taken || request instanceof GatewayError) return outcome;
  if (request.key === undefined || request.serial !== undefined) return outcome;
  return new GatewayError('IDEMPOTENCY_REUSED', 'the key stands for another licence');
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
