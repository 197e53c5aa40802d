import { readFileSync } from 'node:fs';
import { openNetwork, type Network } from '@yinzhao/network';
import { trustDigest } from '@yinzhao/verifier/format/trust-bundle';
import { nodeEngine } from '@yinzhao/verifier/node';
import type { City } from './city.js';
import type { CityClient } from './client.js';
import { cityFolders, type CityFolders } from './folders.js';
import { homeClient } from './home-client.js';
import type { FirstTrust } from './trust.js';

/** A city that another process has started and will stop. */
export interface OpenCity {
  readonly folders: CityFolders;
  readonly network: Network;
  readonly trust: FirstTrust;
  readonly client: CityClient;
  /** Of the home organisation's gateway. */
  readonly url: string;
  /** Name of its log. */
  readonly log: string;
}

/** What {@link openCity} needs, as text. */
export function handleOf({ folders, orgs, body }: City): string {
  const url = orgs.find(({ name }) => name === body.org)?.url;
  return JSON.stringify({ home: folders.home, url, log: body.log });
}

export function openCity(handle: string): OpenCity {
  const { home, url, log } = JSON.parse(handle) as { home: string; url: string; log: string };
  const folders = cityFolders(home);
  const bytes = new Uint8Array(readFileSync(folders.trust));
  const trust = { bytes, version: 1, digest: trustDigest(bytes, nodeEngine().sm3) };
  const client = homeClient(url, folders);
  return { folders, network: openNetwork(folders.network), trust, client, url, log };
}
