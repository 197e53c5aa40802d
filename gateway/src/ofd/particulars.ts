import { formatCivilDate } from '@yinzhao/verifier/format/civil-date';
import type { FieldValue } from '@yinzhao/verifier/format/fields';
import { parseIdentifier } from '@yinzhao/verifier/format/licence-identifier';
import { isCreditCode } from '../types/identity-codes.js';
import type { LicenceField, LicenceType } from '../types/licence-type.js';
import type { Fact, ParticularFields } from './template.js';

/** What a document says of a licence. */
export interface DocumentLicence {
  /** Without its root, as in the credential. */
  readonly identifier: string;
  /** Civil days. */
  readonly from: number;
  /** Null: 长期, without end. */
  readonly to: number | null;
  /** In the order of the type. */
  readonly values: readonly FieldValue[];
  /** Name of the body that issues; the page may have a field for it, which then says so. */
  readonly issuer: string;
  /** The civil day on which the document is made. */
  readonly created: number;
}

/** A text on the page, and where it comes from. */
export type Source = `field:${string}` | `fact:${Fact}`;

/** One particular in the names of GB/T 36903. */
export interface Particular {
  /** Of its element in the attached file. */
  readonly name: string;
  /** Of its CustomData; null where the standard's practice has none. */
  readonly key: string | null;
  readonly value: string;
  /** What on the page shows it. */
  readonly source: Source | null;
}

/** Texts as the page shows them; a field that the licence does not have is absent. */
export type ShownTexts = ReadonlyMap<Source, string>;

/** GB/T 36904. */
const identifierRoot = '1.2.156.3005.2';

export function textOfValue(value: FieldValue): string {
  if (typeof value === 'boolean') return value ? '是' : '否';
  return value === null ? '' : String(value);
}

/** `2026年11月24日` */
function chineseDate(date: string): string {
  return date.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$1年$2月$3日');
}

/** `20261124` */
function compactDate(date: string): string {
  return date.replaceAll('-', '');
}

/** Every field that the licence has, as text. */
export function fieldTexts(
  { fields }: LicenceType,
  { values }: DocumentLicence,
): { readonly field: LicenceField; readonly text: string }[] {
  return fields.flatMap((field, i) => {
    const text = textOfValue(values[i] ?? null);
    return text === '' ? [] : [{ field, text }];
  });
}

export function shownTexts(
  type: LicenceType,
  fields: ParticularFields,
  licence: DocumentLicence,
): ShownTexts {
  const isDate = ({ name }: LicenceField): boolean => {
    const properties = type.schema.properties as Record<string, { readonly format?: unknown }>;
    return properties[name]?.format === 'civil-date';
  };
  const values = new Map(
    fieldTexts(type, licence).map(({ field, text }) => [
      field.name,
      isDate(field) ? chineseDate(text) : text,
    ]),
  );
  const from = chineseDate(formatCivilDate(licence.from));
  const to = licence.to === null ? '长期' : chineseDate(formatCivilDate(licence.to));
  const texts: Record<Fact, string> = {
    identifier: `${identifierRoot}.${licence.identifier}`,
    issued: (fields.issued === null ? undefined : values.get(fields.issued)) ?? from,
    issuer: (fields.issuer === null ? undefined : values.get(fields.issuer)) ?? licence.issuer,
    validity: `${from}至${to}`,
  };
  return new Map<Source, string>([
    ...[...values].map(([name, text]): [Source, string] => [`field:${name}`, text]),
    ...Object.entries(texts).map(([name, text]): [Source, string] => [
      `fact:${name as Fact}`,
      text,
    ]),
  ]);
}

/**
 * The particulars that every licence has, in the standard's order.
 * @throws VerifierError IDENTIFIER_MALFORMED, IDENTIFIER_CHECK_WRONG
 */
export function particularsOf(
  type: LicenceType,
  fields: ParticularFields,
  licence: DocumentLicence,
): readonly Particular[] {
  const { body, version } = parseIdentifier(licence.identifier);
  const values = new Map(fieldTexts(type, licence).map(({ field, text }) => [field.name, text]));
  const ofField = (name: string): { value: string; source: Source } => ({
    value: values.get(name) ?? '',
    source: `field:${name}`,
  });
  const issuer = fields.issuer === null ? null : ofField(fields.issuer);
  const issued = fields.issued === null ? null : ofField(fields.issued);
  const day = issued?.value ?? formatCivilDate(licence.from);
  const holderCode = ofField(fields.holderCode);
  const holderKind = isCreditCode(holderCode.value) ? '统一社会信用代码' : '公民身份号码';
  const end = licence.to === null ? [] : [compactDate(formatCivilDate(licence.to))];
  const start = compactDate(formatCivilDate(licence.from));
  const alone = { source: null };
  const validity = { source: 'fact:validity' } as const;
  return [
    {
      ...{ name: 'certificate_identifier', key: 'ZZBS', source: 'fact:identifier' },
      value: `${identifierRoot}.${licence.identifier}`,
    },
    { name: 'certificate_name', key: 'ZZMC', value: type.name.zh, ...alone },
    { name: 'certificate_type_name', key: null, value: type.name.zh, ...alone },
    { name: 'certificate_type_code', key: 'ZZLXDM', value: type.code, ...alone },
    { name: 'certificate_number', key: 'ZZBH', ...ofField(fields.number) },
    { name: 'certificate_version', key: null, value: version, ...alone },
    {
      ...{ name: 'certificate_issuing_authority_name', key: 'ZZBFJG' },
      ...(issuer ?? { value: licence.issuer, source: 'fact:issuer' }),
    },
    { name: 'certificate_issuing_authority_code', key: 'ZZBFJGDM', value: body, ...alone },
    {
      ...{ name: 'certificate_issuing_authority_date', key: 'ZZBFRQ', value: compactDate(day) },
      source: issued?.source ?? 'fact:issued',
    },
    {
      ...{ name: 'certificate_define_authority_code', key: null, value: type.code.slice(0, 18) },
      ...alone,
    },
    { name: 'certificate_validate_start', key: 'ZZYXQQSRQ', value: start, ...validity },
    ...end.map((value) => ({
      ...{ name: 'certificate_validate_end', key: 'ZZYXQJZRQ', value },
      ...validity,
    })),
    { name: 'certificate_holder_name', key: 'CZZT', ...ofField(fields.holderName) },
    { name: 'certificate_holder_code', key: 'CZZTDM', ...holderCode },
    { name: 'certificate_holder_type_name', key: 'CZZTDMLX', value: holderKind, ...alone },
  ];
}
