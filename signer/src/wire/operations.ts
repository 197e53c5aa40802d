import type { CborValue } from '@yinzhao/verifier/format/cbor';
import { signedGroupToCbor } from '@yinzhao/verifier/format/group';
import { evidenceFromCbor, evidenceToCbor } from '../deeds/evidence.js';
import type { Signer } from '../signer.js';
import {
  bytesList,
  descriptionFromCbor,
  descriptionToCbor,
  groupFromCbor,
  listOf,
  positionFromCbor,
  positionToCbor,
  readRole,
  single,
  trustSignatureFromCbor,
} from './values.js';

/** One operation on both sides of the socket. */
interface Operation<Arguments extends readonly unknown[], Result> {
  readonly encodeArguments: (...values: Arguments) => readonly CborValue[];
  readonly decodeArguments: (values: CborValue) => Arguments;
  readonly encodeResult: (result: Result) => CborValue;
  readonly decodeResult: (value: CborValue) => Result;
}

type OperationOf<Deed> = Deed extends (...values: infer Arguments) => Promise<infer Result>
  ? Operation<Arguments, Result>
  : never;

export type OperationName = keyof Signer;

const nothing = { encodeResult: () => null, decodeResult: () => undefined } as const;
const bytes = {
  encodeResult: (result: Uint8Array): CborValue => result,
  decodeResult: (value: CborValue) => single(value).bytes('result'),
} as const;
const manyBytes = {
  encodeResult: (result: readonly Uint8Array[]): CborValue => result,
  decodeResult: (value: CborValue) => bytesList(single(value).list('results')),
} as const;
const description = {
  encodeResult: descriptionToCbor,
  decodeResult: descriptionFromCbor,
} as const;
const position = {
  encodeArguments: (origin: string): CborValue[] => [origin],
  decodeArguments: (values: CborValue): [string] => [listOf(values, 1).text('origin')],
  encodeResult: positionToCbor,
  decodeResult: positionFromCbor,
} as const;

/** Every operation by its name on the wire. */
export const operations: { readonly [Name in OperationName]: OperationOf<Signer[Name]> } = {
  describe: {
    encodeArguments: () => [],
    decodeArguments: (values) => {
      listOf(values, 0);
      return [];
    },
    encodeResult: (keys) => keys.map(descriptionToCbor),
    decodeResult: (value) => single(value).list('keys').map(descriptionFromCbor),
  },
  createKey: {
    encodeArguments: ({ role, name }) => [role, name],
    decodeArguments: (values) => {
      const shape = listOf(values, 2);
      return [{ role: readRole(shape), name: shape.text('name') }];
    },
    ...description,
  },
  attachCertificate: {
    encodeArguments: (name, der) => [name, der],
    decodeArguments: (values) => {
      const shape = listOf(values, 2);
      return [shape.text('name'), shape.bytes('certificate')];
    },
    ...nothing,
  },
  retireKey: {
    encodeArguments: (name) => [name],
    decodeArguments: (values) => [listOf(values, 1).text('name')],
    ...description,
  },
  issueCertificate: {
    encodeArguments: ({ subject, publicKey, notBefore, notAfter }) => [
      subject,
      publicKey,
      notBefore,
      notAfter,
    ],
    decodeArguments: (values) => {
      const shape = listOf(values, 4);
      return [
        {
          subject: shape.text('subject'),
          publicKey: shape.bytes('public key', 65),
          notBefore: shape.count('not before'),
          notAfter: shape.count('not after'),
        },
      ];
    },
    ...bytes,
  },
  signCredential: {
    encodeArguments: (certificate, content) => [certificate, content],
    decodeArguments: (values) => {
      const shape = listOf(values, 2);
      return [shape.bytes('certificate', 32), shape.bytes('content')];
    },
    ...bytes,
  },
  signCredentials: {
    encodeArguments: (certificate, contents) => [certificate, contents],
    decodeArguments: (values) => {
      const shape = listOf(values, 2);
      return [shape.bytes('certificate', 32), bytesList(shape.list('contents'))];
    },
    ...manyBytes,
  },
  signGroup: {
    encodeArguments: (group) => [group],
    decodeArguments: (values) => [listOf(values, 1).bytes('group')],
    ...bytes,
  },
  lastGroup: {
    encodeArguments: (certificate) => [certificate],
    decodeArguments: (values) => [listOf(values, 1).bytes('certificate', 32)],
    encodeResult: (group) => (group === null ? null : signedGroupToCbor(group)),
    decodeResult: groupFromCbor,
  },
  signCheckpoint: {
    encodeArguments: (text, proof) => [text, proof],
    decodeArguments: (values) => {
      const shape = listOf(values, 2);
      return [shape.bytes('text'), bytesList(shape.list('proof'), 32)];
    },
    ...bytes,
  },
  lastCheckpoint: position,
  cosign: {
    encodeArguments: (note, proof, logKey) => [note, proof, logKey],
    decodeArguments: (values) => {
      const shape = listOf(values, 3);
      const note = shape.bytes('note');
      return [note, bytesList(shape.list('proof'), 32), shape.bytes('log key', 65)];
    },
    ...bytes,
  },
  lastCosigned: position,
  showNote: {
    encodeArguments: (note) => [note],
    decodeArguments: (values) => [listOf(values, 1).bytes('note')],
    ...nothing,
  },
  evidence: {
    encodeArguments: () => [],
    decodeArguments: (values) => {
      listOf(values, 0);
      return [];
    },
    encodeResult: (all) => all.map(evidenceToCbor),
    decodeResult: (value) => single(value).list('evidence').map(evidenceFromCbor),
  },
  signTrustBundle: {
    encodeArguments: (payload) => [payload],
    decodeArguments: (values) => [listOf(values, 1).bytes('payload')],
    encodeResult: (signatures) => signatures.map(({ keyId, signature }) => [keyId, signature]),
    decodeResult: (value) => single(value).list('signatures').map(trustSignatureFromCbor),
  },
  holderIndex: {
    encodeArguments: (texts) => [texts],
    decodeArguments: (values) => [
      listOf(values, 1)
        .list('texts')
        .map((text) => single(text).text('text')),
    ],
    ...manyBytes,
  },
};

export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}
