import type { Route } from './route.js';

/** What a witness says to a log: a line, a size, or a refusal, in the shape of C2SP tlog-witness. */
export interface NoteAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Answers the bytes of a request; the log's own signature is what lets it in. */
export type AnswerNote = (bytes: Uint8Array) => Promise<NoteAnswer>;

const noteLimit = 32 * 1024;

export function witnessRoute(answerNote: AnswerNote): Route {
  const text = 'text/plain; charset=utf-8';
  const refused = { description: { zh: '拒绝及原因', en: 'Refused, and the code' }, type: text };
  return {
    method: 'POST',
    path: '/v1/witness/add-checkpoint',
    operation: 'addCheckpoint',
    summary: {
      zh: '请求见证签名（供其他组织的日志）',
      en: 'Ask for a cosignature, for logs of others',
    },
    scope: null,
    input: { kind: 'bytes', type: 'application/octet-stream', limit: noteLimit },
    answers: {
      200: { description: { zh: '见证签名行', en: 'The line of the witness' }, type: text },
      400: refused,
      403: refused,
      404: refused,
      409: {
        description: { zh: '见证方已知的大小', en: 'The size that the witness knows' },
        type: 'text/x.tlog.size',
      },
      422: refused,
      503: refused,
    },
    problems: [],
    handle: async ({ body }) => {
      const answer = await answerNote(body as Uint8Array);
      return { ...answer, body: Buffer.from(answer.body) };
    },
  };
}
