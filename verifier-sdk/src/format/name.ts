import { VerifierError } from '../errors.js';

const part = '[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?';
const logName = new RegExp(`^yinzhao/${part}/${part}$`);
const witnessName = new RegExp(`^yinzhao/${part}/${part}/witness$`);
const memberName = new RegExp(`^${part}$`);

/** `yinzhao/<network>/<org>`: names a log, is the first line of its checkpoints and the name of its key. */
export function isLogName(text: string): boolean {
  return logName.test(text);
}

/** `yinzhao/<network>/<org>/witness`: the name of a witness key. */
export function isWitnessName(text: string): boolean {
  return witnessName.test(text);
}

/** The short name of a network or of an organisation: 1 to 32 of a–z, 0–9 and inner hyphens. */
export function isMemberName(text: string): boolean {
  return memberName.test(text);
}

/** @throws VerifierError NAME_INVALID */
export function logNameOf(network: string, org: string): string {
  const name = `yinzhao/${network}/${org}`;
  if (!isLogName(name))
    throw new VerifierError('NAME_INVALID', 'network or org name is not a–z, 0–9, -');
  return name;
}

/** @throws VerifierError NAME_INVALID */
export function witnessNameOf(network: string, org: string): string {
  return `${logNameOf(network, org)}/witness`;
}

/** The organisation in the name of a log or of a witness key. */
export function orgOf(name: string): string {
  return name.split('/')[2] as string;
}

const identifier = /^[0-9A-Za-z](?:[0-9A-Za-z.-]{0,62}[0-9A-Za-z])?$/;

/** Licence types by the catalogue number of GB/T 36903, body identifiers by GB 32100 or a name of the network. */
export function isIdentifier(text: string): boolean {
  return identifier.test(text);
}
