import { Readable } from 'node:stream';
import { GatewayError } from '../errors.js';
import type { Desk } from '../issue/desk.js';
import { issueMany, type AskedLine, type LineOutcome } from '../issue/issue-many.js';
import { licenceLineSchema, type LicenceLine } from '../issue/licence-request.js';
import { compileSchema } from '../types/json-schema.js';
import { bodyOf } from './caller.js';
import type { Line } from './lines.js';
import type { Metrics } from './metrics.js';
import { codeOfError, problemDocument } from './problems.js';
import { parseJson } from './read-body.js';
import type { Lines, Route } from './route.js';
import { batchLineSchema } from './schemas.js';

const ndjson = 'application/x-ndjson';
/** A line of progress after so many lines. */
const progressEvery = 1000;

/** Many licences in one stream; each answer line stands for a licence that is signed and on disk, or says why not. */
export function licenceStreamRoute(
  desk: Desk,
  metrics: Pick<Metrics, 'issued'>,
  log: (error: unknown, id: string) => void,
): Route {
  return {
    method: 'POST',
    path: '/v1/licences:batch',
    operation: 'issueLicences',
    summary: {
      zh: '批量签发（逐行读写，边发边收）',
      en: 'Issue many: a line each, answers while you send; read while you send',
    },
    scope: 'issue',
    input: { kind: 'lines', schema: licenceLineSchema },
    answers: {
      200: {
        description: { zh: '每行一个结果', en: 'A result for each line, and progress' },
        type: ndjson,
        schema: batchLineSchema,
      },
    },
    problems: ['BODY_FOREIGN'],
    handle: ({ caller, body, id }) => {
      const asker = { caller: caller.name, body: bodyOf(caller) };
      const outcomes = issueMany(desk, asker, readRequests(body as Lines));
      const texts = answerLines(outcomes, metrics, (error) => {
        log(error, id);
      });
      return { status: 200, body: Readable.from(texts, { objectMode: false }) };
    },
  };
}

const checkLine = compileSchema(licenceLineSchema);

async function* readRequests(chunks: Lines): AsyncGenerator<readonly AskedLine[]> {
  for await (const lines of chunks) {
    yield lines.map((line) => ({ number: line.number, request: requestOf(line) }));
  }
}

function requestOf(line: Line): LicenceLine | GatewayError {
  if ('tooLong' in line) return new GatewayError('LINE_TOO_LONG', 'longer than 64 KiB');
  try {
    const value = parseJson(line.bytes);
    const fields = checkLine(value);
    if (fields.length === 0) return value as LicenceLine;
    return new GatewayError('REQUEST_INVALID', 'not as asked for', { fields });
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

async function* answerLines(
  batches: AsyncIterable<readonly LineOutcome[]>,
  { issued }: Pick<Metrics, 'issued'>,
  log: (error: unknown) => void,
): AsyncGenerator<string> {
  const count = { lines: 0, issued: 0, refused: 0 };
  let told = 0;
  try {
    for await (const outcomes of batches) {
      const good = outcomes.filter(({ outcome }) => !(outcome instanceof Error)).length;
      count.lines += outcomes.length;
      count.issued += good;
      count.refused += outcomes.length - good;
      issued(good);
      const texts = outcomes.map((one) => answerLine(one, log));
      if (count.lines - told >= progressEvery) {
        told = count.lines;
        texts.push({ ...count, done: false });
      }
      yield texts.map((text) => `${JSON.stringify(text)}\n`).join('');
    }
    yield `${JSON.stringify({ ...count, done: true })}\n`;
  } catch (error) {
    // The head is sent: the last line says that the stream ended early, and why.
    const code = codeOfError(error);
    if (code === null) log(error);
    const problem = problemDocument(code ?? 'INTERNAL_FAILURE');
    yield `${JSON.stringify({ ...count, done: false, problem })}\n`;
  }
}

function answerLine({ number, outcome }: LineOutcome, log: (error: unknown) => void): object {
  if (!(outcome instanceof Error)) return { line: number, licence: outcome };
  const code = codeOfError(outcome);
  if (code === null) log(outcome);
  const errors = outcome instanceof GatewayError ? outcome.fields : [];
  return { line: number, problem: problemDocument(code ?? 'INTERNAL_FAILURE', { errors }) };
}
