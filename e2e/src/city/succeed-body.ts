import { readFileSync } from 'node:fs';
import { bodyState } from '@yinzhao/verifier/format/registry';
import { civilDay } from '@yinzhao/verifier/format/civil-date';
import { connect } from '../connect.js';
import { changeBody } from './change-body.js';
import { cityClient, type CityClient } from './client.js';
import { ensureBody } from './found.js';
import { ensureBodyKeys } from './keys.js';
import { publishNextBundle, type Parts } from './next-bundle.js';
import type { SampleBody } from './sample-body.js';
import { withSigner } from './signers.js';

/**
 * Another department takes over from the sample's: admitted with a key of its own at the same gateway, named in the
 * next bundle, and named as the successor when the first one is retired.
 * @returns what it does at its gateway
 */
export async function succeedBody(
  city: Parts,
  next: Pick<SampleBody, 'id' | 'name' | 'types'>,
): Promise<CityClient> {
  const { body, folders, network, orgs } = city;
  const successor: SampleBody = { ...body, ...next };
  const keys = await withSigner(folders.org(body.org), (signer) =>
    ensureBodyKeys(
      signer,
      `licences-${next.id.toLowerCase()}`,
      `CN=${next.name},O=印照示例`,
      Date.now(),
    ),
  );
  const connections = connect(network);
  try {
    await ensureBody(connections, { ...successor, ...keys }, Date.now());
  } finally {
    connections.close();
  }
  const { id, name, log, types } = successor;
  const period = { from: civilDay(Date.now()) - 1, to: null, cutOff: null };
  const { certificate } = keys;
  await publishNextBundle(city, (before) => ({
    ...before,
    issuers: [...before.issuers, { certificate, body: id, bodyName: name, log, types, ...period }],
  }));
  await changeBody(city, () => ({ state: bodyState.retired, successor: id }));
  const url = orgs.find((one) => one.name === body.org)?.url ?? '';
  return cityClient(
    url,
    await callerKey(url, readFileSync(folders.operatorKey, 'utf8').trim(), id),
  );
}

/** A new caller that speaks for a body; its key is shown this once. */
async function callerKey(url: string, operatorKey: string, body: string): Promise<string> {
  const response = await fetch(`${url}/v1/callers`, {
    method: 'POST',
    body: JSON.stringify({ name: 'successor', body, scopes: ['issue', 'status', 'read'] }),
    headers: { Authorization: `Bearer ${operatorKey}`, 'Content-Type': 'application/json' },
  });
  if (!response.ok) throw new Error(`no caller for ${body}: ${response.status}`);
  return ((await response.json()) as { readonly key: string }).key;
}
