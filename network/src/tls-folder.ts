import { existsSync, readFileSync } from 'node:fs';
import { tlsFiles } from './layout.js';
import type { Credential } from './msp-folder.js';
import { writePrivateFile } from './private-file.js';

/** The credential of a TLS folder, or null while it is not complete. */
export function readTls(folder: string): Credential | null {
  const { certificate, key } = tlsFiles(folder);
  if (!existsSync(certificate)) return null;
  return { certificate: readFileSync(certificate, 'utf8'), privateKey: readFileSync(key, 'utf8') };
}

/** Writes key and certificate, the certificate last. */
export function writeTls(folder: string, credential: Credential): void {
  writePrivateFile(tlsFiles(folder).key, credential.privateKey);
  writePrivateFile(tlsFiles(folder).certificate, credential.certificate);
}
