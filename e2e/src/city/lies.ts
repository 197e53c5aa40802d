import type { ServerResponse } from 'node:http';
import { generateKey } from '@yinzhao/signer';
import { concatBytes, encodeUtf8 } from '@yinzhao/verifier/format/bytes';
import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { cosignatureMessage, encodeCosignature } from '@yinzhao/verifier/format/cosignature';
import {
  decodeSignedNote,
  encodeSignatureLine,
  type NoteSignature,
} from '@yinzhao/verifier/format/signed-note';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { hang, type Lie } from './lying-witness.js';
import { signAsWitness, type Liar } from './sign-anything.js';

const day = 86_400_000;
/** Written one after another, for as long as somebody reads. */
const chunk = Buffer.alloc(1 << 20, 'x');

function reply(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(body);
}

/**
 * Everything that a witness may answer instead of its signature, by a name for people.
 * @param witness - whose place it takes; asked when it is to lie
 */
export function everyLie(witness: () => Liar, engine: Engine): Readonly<Record<string, Lie>> {
  const line = (make: (text: Uint8Array, time: number) => NoteSignature): Lie => {
    return ({ note }, response) => {
      const { text } = decodeSignedNote(note);
      reply(response, 200, encodeSignatureLine(make(text, decodeCheckpoint(text).time)));
    };
  };
  const signed = (text: Uint8Array, time: number): NoteSignature =>
    signAsWitness(witness(), text, time, engine);
  const strange = generateKey(engine);
  const ofStranger = (text: Uint8Array, time: number): NoteSignature =>
    signAsWitness({ ...witness(), key: strange }, text, time, engine);
  const answer = (status: number, body: string): Lie => {
    return (_, response) => {
      reply(response, status, body);
    };
  };
  return {
    'a signature of 64 equal bytes': line((text, time) => ({
      ...signed(text, time),
      signature: encodeCosignature({ time, signature: new Uint8Array(64).fill(7) }),
    })),
    'a signature that is cut off': line((text, time) => {
      const whole = signed(text, time);
      return { ...whole, signature: whole.signature.subarray(0, -1) };
    }),
    'a signature over another text': line((text, time) =>
      signed(concatBytes(text, encodeUtf8('\n')), time),
    ),
    'another time than it has signed': line((text, time) => {
      const signature = witness().key.sign(cosignatureMessage(time, text));
      return { ...signed(text, time), signature: encodeCosignature({ time: time + 1, signature }) };
    }),
    'a good signature of a year ahead': line((text, time) => signed(text, time + 365 * day)),
    'a good signature of a year ago': line((text, time) => signed(text, time - 365 * day)),
    'a signature of another key under its name': line(ofStranger),
    "a signature of another key under its key's id": line((text, time) => ({
      ...ofStranger(text, time),
      keyId: signed(text, time).keyId,
    })),
    'nonsense as a success': answer(200, '<html>见证成功</html>\n'),
    'nothing as a success': answer(200, ''),
    'a size beyond every log': answer(409, '9007199254740991\n'),
    'a size that is no number': answer(409, '-1e99\n'),
    'the same conflict again and again': answer(409, '0\n'),
    'a way to somewhere else': (_, response) => {
      response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end();
    },
    'a body without end': (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more).on('error', () => undefined);
      more();
    },
    'half a head': (_, response) => {
      response.socket?.end('HTTP/1.1 2');
    },
    'nothing at all': hang,
  };
}
