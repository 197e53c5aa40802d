import { zonedInstantText } from '@yinzhao/verifier/format/instant';
import { toHex } from '@yinzhao/verifier/format/bytes';
import { formatCivilDate } from '@yinzhao/verifier/format/civil-date';
import type {
  KeyPeriod,
  TrustBundle,
  TrustedIssuer,
  TrustedLog,
} from '@yinzhao/verifier/format/trust-content';
import type { NamedType } from '@yinzhao/verifier/format/type-names';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { readCertificate } from '@yinzhao/verifier/x509/certificate';
import { subjectOf } from '../certificate-authority.js';

type Digest = (bytes: Uint8Array) => string;

/**
 * What a trust bundle says, each line by itself, Chinese first: what a person reads before signing. Keys and
 * certificates as SM3.
 */
export function trustLines(bundle: TrustBundle, sm3: Engine['sm3']): readonly string[] {
  const { network, version, issued, expires, roots, authorities, issuers, logs } = bundle;
  const { signers, types } = bundle;
  const digest: Digest = (bytes) => toHex(sm3(bytes));
  return [
    `网络 network ${network}`,
    `版本 version ${version}`,
    `签发于 issued ${zonedInstantText(issued)}`,
    `失效于 expires ${zonedInstantText(expires)}`,
    ...roots.map((root) => `根证书 root ${certificateText(root, digest)}`),
    ...authorities.map((one) => `中间证书 authority ${certificateText(one, digest)}`),
    ...issuers.map((issuer) => issuerLine(issuer, digest)),
    ...logs.flatMap((log) => logLines(log, digest)),
    `签署者 signers ${signers.threshold} / ${signers.keys.length}`,
    ...signers.keys.map((key) => `签署者 signer ${digest(key)}`),
    ...types.flatMap(typeLines),
  ];
}

function typeLines({ code, name, fields }: NamedType): readonly string[] {
  return [
    `证照类型 licence type ${code} ${name.zh} · ${name.en}`,
    ...fields.map(
      (field, number) =>
        `字段 field ${code} ${number} ${field.name} ${field.displayName.zh} · ${field.displayName.en}`,
    ),
  ];
}

function certificateText(der: Uint8Array, digest: Digest): string {
  const { notAfter } = readCertificate(der);
  return `${printable(subjectOf(der))} 至 until ${zonedInstantText(notAfter)}, ${digest(der)}`;
}

function issuerLine(issuer: TrustedIssuer, digest: Digest): string {
  const { certificate, body, bodyName, log, types, from, to, cutOff } = issuer;
  const period = `${formatCivilDate(from)} — ${to === null ? '长期 no end' : formatCivilDate(to)}`;
  return [
    `签发主体 issuer ${bodyName} (${body})`,
    log,
    types.join(' '),
    period,
    ...(cutOff === null ? [] : [`仅限此前 only below leaf ${cutOff}`]),
    digest(certificate),
  ].join(', ');
}

function logLines({ origin, k, maxAge, keys, witnesses }: TrustedLog, digest: Digest): string[] {
  return [
    `日志 log ${origin}, ${k} / ${witnesses.length} 见证 witnesses, ${maxAge / 3_600_000} h`,
    ...keys.map((key) => `日志密钥 log key ${origin} ${periodText(key, digest)}`),
    ...witnesses.flatMap(({ name, keys: own }) =>
      own.map((key) => `见证密钥 witness key ${origin} ← ${name} ${periodText(key, digest)}`),
    ),
  ];
}

function periodText({ publicKey, from, to, last }: KeyPeriod, digest: Digest): string {
  const until = to === null ? '' : ` — ${zonedInstantText(to)}`;
  const tree = last === null ? '' : `, 至 up to ${last.size} ${toHex(last.root)}`;
  return `${digest(publicKey)}, ${zonedInstantText(from)}${until}${tree}`;
}

/** What changed, a line each: `-` what is no longer said, `+` what is said now. */
export function changedLines(
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
}

/** Whoever named a certificate must not write on the screen of whoever signs. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
