import { toHex } from '@yinzhao/verifier/format/bytes';
import type { City } from './city.js';

/** Of the terminal at the department's gateway, with the one trust bundle it is to begin with. */
export function terminalAddress({
  orgs,
  body,
  trust,
}: Pick<City, 'orgs' | 'body' | 'trust'>): string {
  const home = orgs.find(({ name }) => name === body.org);
  return `${home?.url ?? ''}/terminal/#trust=${toHex(trust.digest)}`;
}
