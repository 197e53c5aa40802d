import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { connectSigner, type SignatureFile, type Signer, type SignerClient } from '@yinzhao/signer';
import { nodeEngine } from '@yinzhao/verifier/node';
import { programOf, startChild, type Child } from './child.js';
import type { OrgFolders } from './folders.js';

const script = programOf('signer', 'main.js');
/** Signatures per key and hour: a sample that is fed a stream, not a department. */
const quota = 10_000_000;

/** The signer of one organisation: the only process that reads its keys. */
export async function startSigner(org: string, files: OrgFolders): Promise<Child> {
  makePassphrase(files.passphrase);
  const client = connectSigner(files.socket, { timeout: 2000 });
  try {
    return await startChild({
      name: `signer-${org}`,
      script,
      environment: {
        YINZHAO_SIGNER_FOLDER: files.signer,
        YINZHAO_SIGNER_SOCKET: files.socket,
        YINZHAO_SIGNER_PASSPHRASE_FILE: files.passphrase,
        YINZHAO_SIGNER_QUOTA: String(quota),
      },
      log: files.signerLog,
      answers: async () => {
        await client.describe();
        return true;
      },
    });
  } finally {
    client.close();
  }
}

/** What a person would type: a sample has a file instead. */
function makePassphrase(file: string): void {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
}

/** Does something with a signer and lets it go. */
export async function withSigner<T>(
  { socket }: OrgFolders,
  deed: (signer: SignerClient) => Promise<T>,
): Promise<T> {
  const client = connectSigner(socket);
  try {
    return await deed(client);
  } finally {
    client.close();
  }
}

/** What one signer says about the payload of a trust bundle. */
export async function signatureFile(
  signer: Pick<Signer, 'signTrustBundle'>,
  payload: Uint8Array,
): Promise<SignatureFile> {
  return { payload: nodeEngine().sm3(payload), signatures: await signer.signTrustBundle(payload) };
}
