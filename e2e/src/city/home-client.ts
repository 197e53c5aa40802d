import { readFileSync } from 'node:fs';
import { cityClient, type CityClient } from './client.js';
import type { CityFolders } from './folders.js';

/** The sample's department, at the gateway of its organisation. */
export function homeClient(url: string, { apiKey }: Pick<CityFolders, 'apiKey'>): CityClient {
  return cityClient(url, readFileSync(apiKey, 'utf8').trim());
}
