import { fromHex, toHex } from '@yinzhao/verifier/format/bytes';
import { parseCivilDate } from '@yinzhao/verifier/format/civil-date';
import {
  bodyState,
  type BodyState,
  type IssuingCertificate,
  type RegistryRecord,
} from '@yinzhao/verifier/format/registry';
import { GatewayError } from '../errors.js';
import { compileSchema, type Check, type JsonSchema } from '../types/json-schema.js';
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

interface IssuingForm extends Omit<IssuingCertificate, 'certificate' | 'from' | 'to'> {
  readonly certificate: string;
  readonly from: string;
  readonly to: string | null;
}

type StateName = keyof typeof bodyState;

/** A registry record as people write it; what the ledger takes is its bytes. */
export type RecordForm =
  | { kind: 'consortium'; version: number; network: string; members: readonly string[] }
  | {
      kind: 'member';
      version: number;
      mspId: string;
      org: string;
      logKey: string | null;
      witnessKey: string | null;
    }
  | {
      kind: 'body';
      version: number;
      id: string;
      state: StateName;
      successor: string | null;
      certificates: readonly IssuingForm[];
    }
  | { kind: 'trust'; version: number; digest: string };

function recordCheck(kind: RecordForm['kind'], members: JsonSchema): Check {
  return compileSchema(objectOf({ kind: { const: kind }, version: countForm, ...members }));
}

const checks: Readonly<Record<RecordForm['kind'], Check>> = {
  consortium: recordCheck('consortium', { network: textForm, members: listOf(textForm) }),
  member: recordCheck('member', {
    mspId: textForm,
    org: textForm,
    logKey: orNull(keyForm),
    witnessKey: orNull(keyForm),
  }),
  body: recordCheck('body', {
    id: textForm,
    state: { enum: Object.keys(bodyState) },
    successor: orNull(textForm),
    certificates: listOf(
      objectOf({
        certificate: certificateForm,
        log: textForm,
        types: listOf(textForm),
        from: dayForm,
        to: orNull(dayForm),
        ended: { type: 'boolean' },
      }),
    ),
  }),
  trust: recordCheck('trust', { digest: digestForm }),
};

export function isRecordForm(value: unknown): boolean {
  const { kind } = (value ?? {}) as { readonly kind?: unknown };
  return typeof kind === 'string' && Object.hasOwn(checks, kind);
}

/**
 * @throws GatewayError FORM_WRONG; SignerError PEM_MALFORMED; VerifierError of a certificate or key. Whether the record
 * is one the ledger takes is for its encoder to say
 */
export function recordOfForm(value: unknown, read: ReadFile): RegistryRecord {
  if (!isRecordForm(value)) {
    const kinds = Object.keys(checks).join(', ');
    throw new GatewayError('FORM_WRONG', `#/kind is none of ${kinds}`);
  }
  const form = value as RecordForm;
  checkForm(checks[form.kind], form);
  switch (form.kind) {
    case 'consortium':
      return form;
    case 'member':
      return {
        ...form,
        logKey: form.logKey === null ? null : keyOf(form.logKey, read),
        witnessKey: form.witnessKey === null ? null : keyOf(form.witnessKey, read),
      };
    case 'body':
      return {
        ...form,
        state: bodyState[form.state],
        certificates: form.certificates.map((one) => ({
          ...one,
          certificate: certificateOf(one.certificate, read),
          from: parseCivilDate(one.from),
          to: dayOf(one.to),
        })),
      };
    case 'trust':
      return { ...form, digest: fromHex(form.digest) };
  }
}

/** As {@link recordOfForm} reads it, with the bytes themselves in place of files. */
export function formOfRecord(record: RegistryRecord): RecordForm {
  switch (record.kind) {
    case 'consortium':
      return record;
    case 'member':
      return {
        ...record,
        logKey: record.logKey && keyText(record.logKey),
        witnessKey: record.witnessKey && keyText(record.witnessKey),
      };
    case 'body':
      return {
        ...record,
        state: stateName(record.state),
        certificates: record.certificates.map((one) => ({
          ...one,
          certificate: certificateText(one.certificate),
          from: dayText(one.from) as string,
          to: dayText(one.to),
        })),
      };
    case 'trust':
      return { ...record, digest: toHex(record.digest) };
  }
}

function stateName(state: BodyState): StateName {
  const names = Object.keys(bodyState) as StateName[];
  return names.find((name) => bodyState[name] === state) as StateName;
}
