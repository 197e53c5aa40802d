#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { VerifierError } from '@yinzhao/verifier/errors';
import { visibleText } from '@yinzhao/verifier/format/plain-text';
import { nodeEngine } from '@yinzhao/verifier/node';
import { SignerError } from './errors.js';
import { openSigner } from './open-signer.js';
import { serveSigner } from './serve.js';
import { tellError } from './tool/tell-error.js';

/** After this long requests under way are given up. */
const grace = 8_000;

interface Settings {
  readonly folder: string;
  readonly socket: string;
  readonly passphrase: Buffer;
  readonly quota: number | undefined;
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new SignerError('SETTING_WRONG', `${name} is missing`);
  return value;
}

/** The variable is taken out: whatever this process starts or dumps does not have it. */
function readPassphrase(): Buffer {
  const file = process.env['YINZHAO_SIGNER_PASSPHRASE_FILE'];
  const bytes =
    file === undefined
      ? Buffer.from(setting('YINZHAO_SIGNER_PASSPHRASE'))
      : withoutNewline(readSetting(file));
  delete process.env['YINZHAO_SIGNER_PASSPHRASE'];
  if (bytes.length === 0) throw new SignerError('SETTING_WRONG', 'the passphrase is empty');
  return bytes;
}

function readSetting(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new SignerError('SETTING_WRONG', `${file} cannot be read`, { cause });
  }
}

function withoutNewline(bytes: Buffer): Buffer {
  const end = bytes.at(-1) === 0x0a ? bytes.length - 1 : bytes.length;
  return bytes.subarray(0, end);
}

function readSettings(): Settings {
  const quota = process.env['YINZHAO_SIGNER_QUOTA'];
  if (quota !== undefined && !/^[1-9][0-9]{0,11}$/.test(quota)) {
    throw new SignerError('SETTING_WRONG', 'YINZHAO_SIGNER_QUOTA is not a number of uses an hour');
  }
  return {
    folder: setting('YINZHAO_SIGNER_FOLDER'),
    socket: setting('YINZHAO_SIGNER_SOCKET'),
    passphrase: readPassphrase(),
    quota: quota === undefined ? undefined : Number(quota),
  };
}

function report(error: unknown): void {
  console.error(error);
}

async function main(): Promise<void> {
  const { folder, socket, passphrase, quota } = readSettings();
  const signer = await openSigner(folder, {
    engine: nodeEngine(),
    passphrase,
    now: Date.now,
    random: randomBytes,
    ...(quota === undefined ? {} : { quota }),
  });
  const server = await serveSigner(signer, socket, { report }).catch(async (error: unknown) => {
    await signer.close();
    throw error;
  });
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), grace).unref();
    void server
      .close()
      .then(() => signer.close())
      .then(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  console.log(`signer ready at ${socket}`);
}

function isCoded(error: unknown): error is SignerError | VerifierError {
  return error instanceof SignerError || error instanceof VerifierError;
}

main().catch((error: unknown) => {
  console.error(isCoded(error) ? visibleText(tellError(error)) : error);
  process.exit(1);
});
