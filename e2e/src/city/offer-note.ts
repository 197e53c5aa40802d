import { encodeAddCheckpoint, type AddCheckpoint } from '@yinzhao/gateway';

export interface WitnessReply {
  readonly status: number;
  /** Without the last newline. */
  readonly body: string;
}

/**
 * Offers a note to the witness of an organisation, as its log would: where it says another size, once more from there.
 * @param url - of the witness's gateway
 */
export async function offerTo(url: string, request: AddCheckpoint): Promise<WitnessReply> {
  const first = await post(url, request);
  if (first.status !== 409) return first;
  return post(url, { ...request, old: Number(first.body) });
}

async function post(url: string, request: AddCheckpoint): Promise<WitnessReply> {
  const response = await fetch(`${url}/v1/witness/add-checkpoint`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: Uint8Array.from(encodeAddCheckpoint(request)),
  });
  return { status: response.status, body: (await response.text()).trim() };
}
