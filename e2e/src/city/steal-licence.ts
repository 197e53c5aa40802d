import { composeBatch, readHead, readIssuer } from '@yinzhao/gateway';
import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { decodeCheckpoint } from '@yinzhao/verifier/format/checkpoint';
import { decodeCredential, encodeCredentialContent } from '@yinzhao/verifier/format/credential';
import { entryKind } from '@yinzhao/verifier/format/entry';
import { encodeGroup } from '@yinzhao/verifier/format/group';
import { decodeLicenceFile, encodeLicenceFile } from '@yinzhao/verifier/format/licence-file';
import { encodeReceipt, receiptFrom } from '@yinzhao/verifier/format/receipt';
import { decodeSignedNote, type SignedNote } from '@yinzhao/verifier/format/signed-note';
import { inclusionPath } from '@yinzhao/verifier/merkle/inclusion';
import { nodeEngine } from '@yinzhao/verifier/node';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../connect.js';
import type { City } from './city.js';
import { withSigner } from './signers.js';

type Parts = Pick<City, 'body' | 'folders' | 'network' | 'orgs'>;

export interface StolenLicence {
  readonly file: Uint8Array;
  readonly leafIndex: number;
}

/**
 * What a thief can do who reaches the issuing key and the gateway's identity: a licence that the department never
 * issued, in the log like any other, with a receipt made of what is published.
 * @param like - a true licence file; the stolen one says the same without an end
 * @throws LedgerError where the ledger does not take it
 */
export async function stealLicence(city: Parts, like: Uint8Array): Promise<StolenLicence> {
  const { body, folders } = city;
  const engine = nodeEngine();
  const file = decodeLicenceFile(like);
  const { kid, ...content } = decodeCredential(file.credential as Uint8Array);
  const longer = encodeCredentialContent({ ...content, to: null, from: content.from - 1 });
  const { credential, leafIndex } = await withSigner(folders.org(body.org), async (signer) => {
    const credential = await signer.signCredential(kid, longer);
    const connections = connect(city.network);
    try {
      const ledger = await connections.ledger(body.org, 'gateway');
      const number = ((await readIssuer(ledger, kid))?.lastNumber ?? 0) + 1;
      const entries = [{ kind: entryKind.licence, object: engine.sm3(credential) }];
      const { log } = body;
      const group = encodeGroup({ log, certificate: kid, number, entries, statements: [] });
      const signed = { group, signature: await signer.signGroup(group) };
      const head = await readHead(ledger, log);
      await connections.port.anchor(composeBatch(log, head, [signed], engine));
      return { credential, leafIndex: head.size };
    } finally {
      connections.close();
    }
  });
  const receipt = await receiptAt(city, leafIndex);
  return { file: encodeLicenceFile({ ...file, credential, receipt }), leafIndex };
}

const patienceMs = 60_000;
/** Of a tile that is full; the sample's log has fewer leaves. */
const tileWidth = 256;

/** From the published checkpoint and tile alone. */
async function receiptAt({ body, orgs }: Parts, leafIndex: number): Promise<Uint8Array> {
  const { sm3 } = nodeEngine();
  const url = `${orgs.find(({ name }) => name === body.org)?.url ?? ''}/public/${body.log}`;
  const fetchBytes = async (path: string): Promise<Uint8Array> =>
    new Uint8Array(await (await fetch(`${url}/${path}`)).arrayBuffer());
  const until = performance.now() + patienceMs;
  let note: SignedNote;
  let size: number;
  do {
    if (performance.now() > until) throw new Error(`nobody has witnessed leaf ${leafIndex}`);
    await sleep(100);
    note = decodeSignedNote(await fetchBytes('checkpoint'));
    ({ size } = decodeCheckpoint(note.text));
  } while (size <= leafIndex);
  const width = size === tileWidth ? '' : `.p/${size}`;
  const tile = await fetchBytes(`tile/0/000${width}`);
  const leaves = Array.from({ length: size }, (_, i) => tile.slice(32 * i, 32 * i + 32));
  const isWitness = ({ name }: { readonly name: string }): boolean => name !== body.log;
  const [own, others] = [
    note.signatures.filter((one) => !isWitness(one)),
    note.signatures.filter(isWitness),
  ];
  const path = inclusionPath(sm3, leaves, leafIndex, size);
  return encodeReceipt(receiptFrom({ ...note, signatures: own }, { leafIndex, path }, others));
}

/** Whether a licence file was signed with that certificate. */
export function isUnder(file: Uint8Array, certificate: Uint8Array): boolean {
  const { kid } = decodeCredential(decodeLicenceFile(file).credential as Uint8Array);
  return equalBytes(kid, nodeEngine().sm3(certificate));
}
