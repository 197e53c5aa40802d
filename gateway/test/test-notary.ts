// Log and witness keys of sample members, under the rules that the signer keeps: nothing is signed that does not follow
// from what was signed before.
import type { SampleMember } from '@yinzhao/e2e/parties';
import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeCheckpoint, type Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import { cosignatureMessage, encodeCosignature } from '@yinzhao/verifier/format/cosignature';
import { decodeSignedNote } from '@yinzhao/verifier/format/signed-note';
import { checkConsistency } from '@yinzhao/verifier/merkle/consistency';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import type { CheckpointSigner } from '../src/checkpoint/round.js';
import type { WitnessSigner } from '../src/witness/answer.js';

interface Held {
  readonly checkpoint: Checkpoint;
  readonly text: Uint8Array;
  readonly answer: Uint8Array;
}

class SignerError extends Error {
  override readonly name = 'SignerError';
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

function judge(
  engine: Engine,
  last: Held | undefined,
  next: Checkpoint,
  proof: readonly Uint8Array[],
): void {
  if (!last) return;
  const before = last.checkpoint;
  const backwards =
    next.size < before.size || next.time < before.time || next.trust.version < before.trust.version;
  if (backwards) throw new SignerError('BACKWARDS');
  if (checkConsistency(engine.sm3, before, next, proof) !== null) {
    throw new SignerError('NOT_CONSISTENT');
  }
}

export interface TestNotary extends CheckpointSigner, WitnessSigner {
  /** How often it has cosigned something new. */
  readonly cosigned: () => number;
  /** Notes that it was shown. */
  readonly shown: Uint8Array[];
}

export function testNotary(member: SampleMember, engine: Engine, now: () => number): TestNotary {
  const signed = new Map<string, Held>();
  const cosigned = new Map<string, Held>();
  let count = 0;
  const shown: Uint8Array[] = [];
  return {
    cosigned: () => count,
    shown,
    showNote: async (note) => {
      shown.push(note);
      return Promise.resolve();
    },
    lastCheckpoint: (origin) => Promise.resolve(signed.get(origin)?.checkpoint ?? null),
    lastCosigned: (origin) => Promise.resolve(cosigned.get(origin)?.checkpoint ?? null),
    signCheckpoint: async (text, proof) => {
      const checkpoint = decodeCheckpoint(text);
      judge(engine, signed.get(checkpoint.origin), checkpoint, proof);
      const answer = member.logKey.sign(text);
      signed.set(checkpoint.origin, { checkpoint, text, answer });
      return Promise.resolve(answer);
    },
    cosign: async (bytes, proof) => {
      const { text } = decodeSignedNote(bytes);
      const checkpoint = decodeCheckpoint(text);
      const last = cosigned.get(checkpoint.origin);
      if (last && equalBytes(last.text, text)) return last.answer;
      judge(engine, last, checkpoint, proof);
      const time = now();
      const signature = member.witnessKey.sign(cosignatureMessage(time, text));
      const answer = encodeCosignature({ time, signature });
      cosigned.set(checkpoint.origin, { checkpoint, text, answer });
      count++;
      return Promise.resolve(answer);
    },
  };
}
