import { readFileSync } from 'node:fs';
import { ApiRefusal } from './client.js';
import type { CityFolders } from './folders.js';

/** What a gateway answers of a bundle that it keeps. */
export interface KeptBundle {
  readonly version: number;
  /** SM3 of the payload, hexadecimal. */
  readonly digest: string;
}

/**
 * Brings a trust bundle to one gateway, as its operator: the others fetch it there.
 * @throws ApiRefusal
 */
export async function uploadBundle(
  url: string,
  { operatorKey }: Pick<CityFolders, 'operatorKey'>,
  bytes: Uint8Array,
): Promise<KeptBundle> {
  const response = await fetch(`${url}/v1/trust-bundles`, {
    method: 'POST',
    body: Uint8Array.from(bytes),
    headers: {
      Authorization: `Bearer ${readFileSync(operatorKey, 'utf8').trim()}`,
      'Content-Type': 'application/vnd.yinzhao.trust',
    },
  });
  const answer = (await response.json()) as KeptBundle & { readonly code?: string };
  if (!response.ok) throw new ApiRefusal(response.status, answer.code ?? 'NO_PROBLEM_DOCUMENT');
  return answer;
}
