import { describe, expect, it } from '@jest/globals';
import { cosignatureMessage, encodeCosignature } from '../src/format/cosignature.js';
import { contradictionOf } from '../src/format/fork-evidence.js';
import {
  decodeSignedNote,
  encodeSignedNote,
  type NoteSignature,
  type SignedNote,
} from '../src/format/signed-note.js';
import type { SyncPack } from '../src/format/sync-pack.js';
import { judgeFork } from '../src/judge-fork.js';
import { nodeEngine } from '../src/node/engine.js';
import { builtInPolicy } from '../src/policy.js';
import type { KnownLog } from '../src/state.js';
import { verify } from '../src/verify.js';
import { hour, noon } from './world/city.js';
import { makeScene, nowAt, type Changes } from './world/scene.js';
import { signWith, testKey } from './world/signer.js';

const engine = nodeEngine();
const policy = builtInPolicy('hall');
const market = 'yinzhao/city/market/witness';

type Edit = (note: SignedNote) => SignedNote;

function edited(note: Uint8Array, edit: Edit): Uint8Array {
  return encodeSignedNote(edit(decodeSignedNote(note)));
}

const inPack =
  (edit: (note: Uint8Array) => Uint8Array) =>
  (pack: SyncPack): SyncPack => ({
    ...pack,
    logs: pack.logs.map((log) => ({ ...log, note: edit(log.note) })),
  });

function evidenceOf(changes: Changes): Uint8Array {
  const { input, sync, state } = makeScene(changes);
  const { evidence } = verify(input, { sync, state }, { at: nowAt, policy, engine });
  expect(evidence).toHaveLength(1);
  return evidence?.[0] as Uint8Array;
}

const stranger = {
  name: 'example.org/witness',
  keyId: Uint8Array.of(1, 2, 3, 4),
  signature: Uint8Array.of(5),
};
const forms: readonly (readonly [string, Edit])[] = [
  [
    'with a line that counts for nothing',
    (note) => ({ ...note, signatures: [...note.signatures, stranger] }),
  ],
  ['with that line first', (note) => ({ ...note, signatures: [stranger, ...note.signatures] })],
  ['turned round', (note) => ({ ...note, signatures: [...note.signatures].reverse() })],
  [
    'with every line twice',
    (note) => ({ ...note, signatures: [...note.signatures, ...note.signatures] }),
  ],
];
/** Of one size, or proven by a path. */
const forks: readonly (readonly [string, Changes])[] = [
  ['of one size', { known: { history: 'other', size: 16, time: noon + hour } }],
  ['by a path', { known: { history: 'other' } }],
];

describe('evidence of a fork', () => {
  describe.each(forks)('%s', (_what, changes) => {
    const plain = evidenceOf(changes);

    it.each(forms)('has one form, whether the note of the pack came %s', (_name, edit) => {
      const file = evidenceOf({ ...changes, editPack: inPack((note) => edited(note, edit)) });
      expect(file).toEqual(plain);
      expect(judgeFork(file, engine).isConclusive).toBe(true);
    });

    it.each(forms)('or the one that is remembered %s', (_name, edit) => {
      const file = evidenceOf({
        ...changes,
        state: (good) => ({
          ...good,
          logs: good.logs.map((log): KnownLog => ({ ...log, note: edited(log.note, edit) })),
        }),
      });
      expect(file).toEqual(plain);
    });
  });

  it('is the same whichever note was there first', () => {
    const at = { size: 16, time: noon + hour };
    const there = evidenceOf({ known: { ...at, history: 'other' }, pack: at });
    const here = evidenceOf({ known: at, pack: { ...at, history: 'other' } });
    expect(here).toEqual(there);
  });

  it('names one contradiction, also where a witness has signed it at another time', () => {
    const changes = forks[0]?.[1] as Changes;
    const twice: Edit = ({ text, signatures }) => {
      const time = noon + 2 * hour;
      const signature = signWith(testKey('market witness'), cosignatureMessage(time, text));
      const rest = signatures.filter(({ name }) => name !== market);
      const [other] = signatures.filter(({ name }) => name === market) as [NoteSignature];
      const later = { ...other, signature: encodeCosignature({ time, signature }) };
      return { text, signatures: [...rest, later] };
    };
    const plain = evidenceOf(changes);
    const file = evidenceOf({ ...changes, editPack: inPack((note) => edited(note, twice)) });
    expect(file).not.toEqual(plain);
    expect(judgeFork(file, engine).isConclusive).toBe(true);
    expect(contradictionOf(file)).toEqual(contradictionOf(plain));
  });
});
