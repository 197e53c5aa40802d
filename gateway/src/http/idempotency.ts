import { GatewayError } from '../errors.js';
import {
  beginRequest,
  forgetRequest,
  keepAnswer,
  type IdempotencyModel,
  type IdempotencyRecord,
} from '../store/idempotency.js';
import type { ApiAnswer } from './route.js';

/** Gives the answer of the first request with this key again; runs the deed only once. */
export type Idempotency = (
  caller: string,
  key: string,
  what: string,
  deed: () => Promise<ApiAnswer>,
) => Promise<ApiAnswer>;

export interface IdempotencyOptions {
  readonly requests: IdempotencyModel;
  /** SM3, hexadecimal. */
  readonly digest: (text: string) => string;
  /** Unix milliseconds. */
  readonly now: () => number;
}

const keyForm = /^[\x21-\x7e]{1,128}$/;

/** What an earlier process left unanswered is done again: deeds name what they make by the key. */
export function idempotencyOf({ requests, digest, now }: IdempotencyOptions): Idempotency {
  const started = now();
  return async (caller, key, what, deed) => {
    if (!keyForm.test(key)) {
      throw new GatewayError('IDEMPOTENCY_KEY_INVALID', 'not 1 to 128 visible characters');
    }
    const request = digest(what);
    const begin = (): Promise<IdempotencyRecord | null> =>
      beginRequest(requests, { caller, key, request, created: new Date(now()) });
    let earlier = await begin();
    if (earlier?.answer === null && earlier.created.getTime() < started) {
      if (earlier.request !== request) throw reused();
      await forgetRequest(requests, caller, key);
      earlier = await begin();
    }
    if (earlier !== null) return answerAgain(earlier, request);
    return answerFirst({ requests, caller, key }, deed);
  };
}

function reused(): GatewayError {
  return new GatewayError('IDEMPOTENCY_REUSED', 'the key stands for another request');
}

function answerAgain({ answer, request }: IdempotencyRecord, asked: string): ApiAnswer {
  if (request !== asked) throw reused();
  if (answer === null) throw new GatewayError('IDEMPOTENCY_IN_FLIGHT', 'it is being handled');
  const { status, type, body, location } = answer;
  return { status, type, body, ...(location === null ? {} : { headers: { Location: location } }) };
}

/** What came to nothing leaves the key free: the same request may succeed later. */
async function answerFirst(
  { requests, caller, key }: { requests: IdempotencyModel; caller: string; key: string },
  deed: () => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  let answer: ApiAnswer;
  try {
    answer = await deed();
  } catch (error) {
    await forgetRequest(requests, caller, key).catch(() => undefined);
    throw error;
  }
  const { status, body, type = 'application/json', headers } = answer;
  const bytes = Buffer.from(JSON.stringify(body));
  await keepAnswer(requests, caller, key, {
    ...{ status, type, body: bytes },
    location: headers?.Location ?? null,
  });
  return answer;
}
