// Every layer of vectors: the cases that its files are written from, and how one is run by Node's engine.
import { createPublicKey, createHash, createVerify, verify as nodeVerify } from 'node:crypto';
import { nodeEngine } from '../src/node/engine.js';
import type { Engine } from '../src/sm/engine.js';
import { selfTest } from '../src/sm/self-test.js';
import { encodeSpki } from '../src/sm/sm2-curve.js';
import { signatureToDer } from '../src/sm/sm2-signature.js';
import type { Case } from './cases/case.js';
import { cborCases } from './cases/cbor.js';
import { certificateCases } from './cases/certificate.js';
import { checkpointCases, cosignatureCases, signedNoteCases } from './cases/checkpoint.js';
import { sign1Cases, signCases } from './cases/cose.js';
import { engineCases } from './cases/engine.js';
import { demandCases, policyCases, stateCases, stateFileCases } from './cases/knowledge.js';
import {
  civilDateCases,
  credentialCases,
  disclosureCases,
  fieldsCases,
  identifierCases,
} from './cases/licence.js';
import { batchCases, entryCases, groupCases, statusCases } from './cases/log.js';
import {
  compactRangeCases,
  consistencyCases,
  inclusionCases,
  treeRootCases,
} from './cases/merkle.js';
import { licenceFileCases, receiptCases } from './cases/receipt.js';
import { forkCases, statementCases } from './cases/fork.js';
import { ofdCases } from './cases/ofd.js';
import { xmlCases } from './cases/ofd-xml.js';
import { zipCases } from './cases/ofd-zip.js';
import { registryCases } from './cases/registry.js';
import { compressedKeyCases } from './cases/sm.js';
import { derSignatureCases, sm2VerifyCases, sm3Cases, spkiCases } from './cases/sm.js';
import { revocationListCases } from './cases/revocation-list.js';
import { documentSealCases, sealCases } from './cases/seal.js';
import { base45Cases, holderProofCases, showCodeCases } from './cases/show-code.js';
import { sealListCases, snapshotCases } from './cases/snapshot.js';
import { subtreesCases, syncLogCases, syncPackCases } from './cases/sync.js';
import { base64Cases, hexCases, nameCases } from './cases/text.js';
import { trustBundleCases, trustUpdateCases } from './cases/trust.js';
import type { Run, Runs } from './layer.js';
import { verify } from './reference/sm2.js';
import { sm3 } from './reference/sm3.js';
import { runsWith } from './runners.js';

export interface Layer {
  readonly cases: readonly Case[];
  readonly run: Run;
}

const right: Engine = { name: 'reference', sm3, verify };

/** Node's two ways to verify that are not the standard's. */
function withoutUserId(streaming: boolean): Engine['verify'] {
  return (publicKey, message, signature) => {
    const key = createPublicKey({
      key: Buffer.from(encodeSpki(publicKey)),
      format: 'der',
      type: 'spki',
    });
    const der = signatureToDer(signature);
    return streaming
      ? createVerify('sm3').update(message).verify(key, der)
      : nodeVerify('sm3', message, key, der);
  };
}

/** One that a program in plain JavaScript could hand in. */
const asEngine = (answer: (...question: Parameters<Engine['verify']>) => unknown): Engine => ({
  ...right,
  verify: answer as Engine['verify'],
});

const engines: Readonly<Record<string, Engine>> = {
  reference: right,
  'no-z': { ...right, verify: withoutUserId(true) },
  'empty-user-id': { ...right, verify: withoutUserId(false) },
  'always-yes': { ...right, verify: () => true },
  'always-no': { ...right, verify: () => false },
  promises: asEngine((...question) => Promise.resolve(verify(...question))),
  truthy: asEngine((...question) => Number(verify(...question))),
  'other-hash': { ...right, sm3: (bytes) => createHash('sha256').update(bytes).digest() },
};

/** How engines go wrong is shown with Node's ways to be wrong; all else runs anywhere. */
const engineRuns: Runs = {
  engine: (input) => {
    selfTest(engines[input as string] as Engine);
  },
};

const cases: Readonly<Record<string, readonly Case[]>> = {
  base45: base45Cases,
  base64: base64Cases,
  batch: batchCases,
  cbor: cborCases,
  certificate: certificateCases,
  checkpoint: checkpointCases,
  'civil-date': civilDateCases,
  'compact-range': compactRangeCases,
  'compressed-key': compressedKeyCases,
  consistency: consistencyCases,
  'cose-sign': signCases,
  'cose-sign1': sign1Cases,
  cosignature: cosignatureCases,
  credential: credentialCases,
  demand: demandCases,
  'der-signature': derSignatureCases,
  disclosure: disclosureCases,
  'document-seal': documentSealCases,
  engine: engineCases,
  entry: entryCases,
  fields: fieldsCases,
  'fork-evidence': forkCases,
  group: groupCases,
  hex: hexCases,
  'holder-proof': holderProofCases,
  inclusion: inclusionCases,
  'licence-file': licenceFileCases,
  'licence-identifier': identifierCases,
  name: nameCases,
  ofd: ofdCases,
  policy: policyCases,
  receipt: receiptCases,
  'registry-record': registryCases,
  'revocation-list': revocationListCases,
  seal: sealCases,
  'seal-list': sealListCases,
  'show-code': showCodeCases,
  'signed-note': signedNoteCases,
  'sm2-verify': sm2VerifyCases,
  sm3: sm3Cases,
  spki: spkiCases,
  state: stateCases,
  'state-file': stateFileCases,
  statement: statementCases,
  status: statusCases,
  'status-snapshot': snapshotCases,
  subtrees: subtreesCases,
  'sync-log': syncLogCases,
  'sync-pack': syncPackCases,
  'tree-root': treeRootCases,
  'trust-bundle': trustBundleCases,
  'trust-update': trustUpdateCases,
  xml: xmlCases,
  zip: zipCases,
};

const runs = { ...runsWith(nodeEngine()), ...engineRuns };

export const layers: Readonly<Record<string, Layer>> = Object.fromEntries(
  Object.entries(cases).map(([name, list]) => [name, { cases: list, run: runs[name] as Run }]),
);
