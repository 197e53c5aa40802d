import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface ChildOutput {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a process writes until it ends; rejects where it could not be started. */
export function outputOf(
  started: ChildProcessByStdio<null, Readable, Readable>,
): Promise<ChildOutput> {
  let stdout = '';
  let stderr = '';
  started.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  started.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    started.once('error', reject);
    started.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}
