import { fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import { parseCivilDate } from '@yinzhao/verifier/format/civil-date';
import type {
  KeyPeriod,
  TrustBundle,
  TrustedIssuer,
  TrustedLog,
  TrustedWitness,
} from '@yinzhao/verifier/format/trust-content';
import { GatewayError } from '../errors.js';
import { compileSchema } from '../types/json-schema.js';
import {
  certificateForm,
  certificateOf,
  certificateText,
  checkForm,
  countForm,
  dayForm,
  dayOf,
  dayText,
  digestForm,
  keyForm,
  keyOf,
  keyText,
  listOf,
  objectOf,
  orNull,
  textForm,
  type ReadFile,
} from './form.js';

/** An instant as RFC 3339 with its offset, or as Unix milliseconds where no calendar goes. */
type Instant = string | number;

interface PeriodForm {
  readonly publicKey: string;
  readonly from: Instant;
  readonly to: Instant | null;
  readonly last: { readonly size: number; readonly root: string } | null;
}

interface WitnessForm extends Omit<TrustedWitness, 'keys'> {
  readonly keys: readonly PeriodForm[];
}

interface LogForm extends Omit<TrustedLog, 'keys' | 'witnesses'> {
  readonly keys: readonly PeriodForm[];
  readonly witnesses: readonly WitnessForm[];
}

interface IssuerForm extends Omit<TrustedIssuer, 'certificate' | 'from' | 'to'> {
  readonly certificate: string;
  readonly from: string;
  readonly to: string | null;
}

type Formed = 'issued' | 'expires' | 'roots' | 'authorities' | 'issuers' | 'logs' | 'signers';

/** The content of a trust bundle as people write it; what is signed is its bytes. */
export interface TrustForm extends Omit<TrustBundle, Formed> {
  readonly issued: Instant;
  readonly expires: Instant;
  readonly roots: readonly string[];
  readonly authorities: readonly string[];
  readonly issuers: readonly IssuerForm[];
  readonly logs: readonly LogForm[];
  readonly signers: { readonly threshold: number; readonly keys: readonly string[] };
}

const instantPattern =
  '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{3})?(Z|[+-]\\d{2}:\\d{2})$';
const instantForm = { anyOf: [countForm, { type: 'string', pattern: instantPattern }] };
const periodForms = listOf(
  objectOf({
    publicKey: keyForm,
    from: instantForm,
    to: orNull(instantForm),
    last: orNull(objectOf({ size: countForm, root: digestForm })),
  }),
);

const namesForm = objectOf({ zh: textForm, en: textForm });

const check = compileSchema(
  objectOf({
    network: textForm,
    version: countForm,
    issued: instantForm,
    expires: instantForm,
    roots: listOf(certificateForm),
    authorities: listOf(certificateForm),
    issuers: listOf(
      objectOf({
        certificate: certificateForm,
        body: textForm,
        bodyName: textForm,
        log: textForm,
        types: listOf(textForm),
        from: dayForm,
        to: orNull(dayForm),
        cutOff: orNull(countForm),
      }),
    ),
    logs: listOf(
      objectOf({
        origin: textForm,
        k: countForm,
        maxAge: countForm,
        keys: periodForms,
        witnesses: listOf(objectOf({ name: textForm, keys: periodForms })),
      }),
    ),
    signers: objectOf({ threshold: countForm, keys: listOf(keyForm) }),
    types: listOf(
      objectOf({
        code: textForm,
        name: namesForm,
        fields: listOf(objectOf({ name: textForm, displayName: namesForm })),
      }),
    ),
  }),
);

/**
 * @throws GatewayError FORM_WRONG; SignerError PEM_MALFORMED; VerifierError of a certificate or key. Whether the bundle
 * could be safe is for its encoder to say
 */
export function bundleOfForm(value: unknown, read: ReadFile): TrustBundle {
  checkForm(check, value);
  const form = value as TrustForm;
  const period = (one: PeriodForm): KeyPeriod => ({
    publicKey: keyOf(one.publicKey, read),
    from: timeOf(one.from),
    to: one.to === null ? null : timeOf(one.to),
    last: one.last && { size: one.last.size, root: fromHex(one.last.root) },
  });
  return {
    ...form,
    issued: timeOf(form.issued),
    expires: timeOf(form.expires),
    roots: form.roots.map((one) => certificateOf(one, read)),
    authorities: form.authorities.map((one) => certificateOf(one, read)),
    issuers: form.issuers.map((one) => ({
      ...one,
      certificate: certificateOf(one.certificate, read),
      from: parseCivilDate(one.from),
      to: dayOf(one.to),
    })),
    logs: form.logs.map((log) => ({
      ...log,
      keys: log.keys.map(period),
      witnesses: log.witnesses.map(({ name, keys }) => ({ name, keys: keys.map(period) })),
    })),
    signers: { ...form.signers, keys: form.signers.keys.map((key) => keyOf(key, read)) },
  };
}

/** As {@link bundleOfForm} reads it, with the bytes themselves in place of files. */
export function formOfBundle(bundle: TrustBundle): TrustForm {
  return {
    ...bundle,
    issued: timeText(bundle.issued),
    expires: timeText(bundle.expires),
    roots: bundle.roots.map(certificateText),
    authorities: bundle.authorities.map(certificateText),
    issuers: bundle.issuers.map((one) => ({
      ...one,
      certificate: certificateText(one.certificate),
      from: dayText(one.from) as string,
      to: dayText(one.to),
    })),
    logs: bundle.logs.map((log) => ({
      ...log,
      keys: log.keys.map(periodForm),
      witnesses: log.witnesses.map(({ name, keys }) => ({ name, keys: keys.map(periodForm) })),
    })),
    signers: { ...bundle.signers, keys: bundle.signers.keys.map(keyText) },
  };
}

function periodForm({ publicKey, from, to, last }: KeyPeriod): PeriodForm {
  return {
    publicKey: keyText(publicKey),
    from: timeText(from),
    to: to === null ? null : timeText(to),
    last: last && { size: last.size, root: toHex(last.root) },
  };
}

function timeOf(instant: Instant): number {
  const time = typeof instant === 'number' ? instant : Date.parse(instant);
  if (Number.isSafeInteger(time) && time >= 0) return time;
  throw new GatewayError('FORM_WRONG', `not an instant since 1970: ${instant}`);
}

/** The last instant whose year has four digits. */
const lastWritten = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function timeText(time: number): Instant {
  return time > lastWritten ? time : new Date(time).toISOString();
}
