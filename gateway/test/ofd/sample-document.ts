import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { formatIdentifier } from '@yinzhao/verifier/format/licence-identifier';
import { openFaces, type Faces } from '../../src/ofd/face.js';
import type { DocumentLicence } from '../../src/ofd/particulars.js';
import { prepareTemplate, type PreparedTemplate } from '../../src/ofd/prepare-template.js';
import { readTemplates } from '../../src/ofd/read-templates.js';
import { unsealedParts, writeDocument } from '../../src/ofd/write-document.js';
import { writeZip } from '../../src/ofd/zip.js';
import { readLicenceTypes, valuesInOrder, type FieldValues } from '../../src/types/licence-type.js';
import { sampleFields } from '../sample-fields.js';

const home = join(__dirname, '..', '..');
export const fontFolder = join(home, 'fonts');
export const pageFolder = join(home, 'licence-types', 'pages');
export const types = readLicenceTypes(join(home, 'licence-types'));
export const sm3 = (bytes: Uint8Array): Uint8Array => createHash('sm3').update(bytes).digest();

let opened: Faces | undefined;

export function faces(): Faces {
  return (opened ??= openFaces(fontFolder));
}

export const codes = ['001', '002', '003'].map((end) => `11999999EXAMPLE11X${end}`);

export function prepared(code: string): PreparedTemplate {
  const one = readTemplates(pageFolder, types).get(code);
  if (one === undefined) throw new Error(`no page for ${code}`);
  return prepareTemplate(one, faces(), sm3);
}

/** The sample licence of a type, with other fields where they are given. */
export function sampleLicence(code: string, fields: FieldValues = {}): DocumentLicence {
  const type = types.get(code);
  if (type === undefined) throw new Error(`no type ${code}`);
  const body = '11999999EXAMPLE11X';
  return {
    identifier: formatIdentifier({
      type: code,
      body,
      serial: '0EXAMPLE000000000001',
      version: '001',
    }),
    from: 20_458,
    to: code.endsWith('002') ? 22_283 : null,
    values: valuesInOrder(type, { ...sampleFields[code], ...fields }),
    issuer: '示例市行政审批局',
    created: 20_781,
  };
}

export function documentBytes(template: PreparedTemplate, licence: DocumentLicence): Buffer {
  return writeZip(unsealedParts(writeDocument(template, licence)));
}
