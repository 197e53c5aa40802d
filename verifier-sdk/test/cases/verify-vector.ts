// A verification case as its file in vectors/verify has it.
import { toHex } from '../../src/format/bytes.js';
import { encodeState } from '../../src/state.js';
import type { VerifyVector } from '../conformance.js';
import type { VerifyCase } from './verify-case.js';

export function vectorOf({ id, note, codes, scene }: VerifyCase): VerifyVector {
  const { input, sync, state, at, policy, challenge } = scene();
  return {
    note,
    expect: { outcome: id.split('-')[0] as string, codes: inOrder(codes) },
    at,
    policy,
    ...(challenge === undefined ? {} : { challenge: toHex(challenge) }),
    input: toHex(input),
    sync: sync && toHex(sync),
    state: state && toHex(encodeState(state)),
  };
}

function inOrder(codes: VerifyCase['codes']): VerifyVector['expect']['codes'] {
  return Object.fromEntries(Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1)));
}
