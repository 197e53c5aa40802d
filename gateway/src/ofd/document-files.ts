import { formatCivilDate } from '@yinzhao/verifier/format/civil-date';
import type { LicenceType } from '../types/licence-type.js';
import { boxText } from './page-content.js';
import { fieldTexts, type DocumentLicence, type Particular, type Source } from './particulars.js';
import type { Template } from './template.js';
import { element, textElement, xmlFile } from './xml.js';

/** Parts of the package that others name. */
export const documentPaths = {
  entry: 'OFD.xml',
  document: 'Doc_0/Document.xml',
  fonts: 'Doc_0/PublicRes.xml',
  pictures: 'Doc_0/DocumentRes.xml',
  page: 'Doc_0/Pages/Page_0/Content.xml',
  attachments: 'Doc_0/Attachs/Attachments.xml',
  licence: 'Doc_0/Attachs/licence.xml',
  tags: 'Doc_0/Tags/CustomTags.xml',
  licenceTags: 'Doc_0/Tags/licence.xml',
  resources: 'Doc_0/Res',
  signatures: 'Doc_0/Signs/Signatures.xml',
} as const;

export const namespace = 'http://www.ofdspec.org/2016';
/** Of the attached licence and of what its tags are called: the same names, one namespace. */
export const licenceNamespace = 'urn:yinzhao:ofd-licence:1';
const ofd = { 'xmlns:ofd': namespace };
const creator = '印照';

/** What `OFD.xml` says of the document. */
export interface DocumentInfo {
  /** 32 hexadecimal digits. */
  readonly documentId: string;
  readonly title: string;
  readonly licence: DocumentLicence;
  readonly datas: readonly (readonly [key: string, value: string])[];
}

/** @param signed - whether there is a list of signatures */
export function entryFile(
  { documentId, title, licence, datas }: DocumentInfo,
  signed: boolean,
): Buffer {
  const info = element(
    'ofd:DocInfo',
    {},
    [
      textElement('ofd:DocID', documentId),
      textElement('ofd:Title', title),
      textElement('ofd:Author', licence.issuer),
      textElement('ofd:CreationDate', formatCivilDate(licence.created)),
      textElement('ofd:Creator', creator),
      element(
        'ofd:CustomDatas',
        {},
        datas.map(([key, value]) => textElement('ofd:CustomData', value, { Name: key })).join(''),
      ),
    ].join(''),
  );
  const signatures = signed ? textElement('ofd:Signatures', `/${documentPaths.signatures}`) : '';
  const body = info + textElement('ofd:DocRoot', documentPaths.document) + signatures;
  return xmlFile(
    element(
      'ofd:OFD',
      { ...ofd, Version: '1.1', DocType: 'OFD' },
      element('ofd:DocBody', {}, body),
    ),
  );
}

export function documentFile(
  { page, pictures }: Template,
  pageId: number,
  maximumId: number,
): Buffer {
  const common = element(
    'ofd:CommonData',
    {},
    [
      // First, as the standard has it; viewers that add objects count on from here.
      textElement('ofd:MaxUnitID', String(maximumId)),
      element(
        'ofd:PageArea',
        {},
        textElement('ofd:PhysicalBox', boxText([0, 0, page.width, page.height])),
      ),
      textElement('ofd:PublicRes', 'PublicRes.xml'),
      pictures.length === 0 ? '' : textElement('ofd:DocumentRes', 'DocumentRes.xml'),
    ].join(''),
  );
  const pages = element(
    'ofd:Pages',
    {},
    element('ofd:Page', { ID: pageId, BaseLoc: 'Pages/Page_0/Content.xml' }),
  );
  const beside =
    textElement('ofd:CustomTags', 'Tags/CustomTags.xml') +
    textElement('ofd:Attachments', 'Attachs/Attachments.xml');
  return xmlFile(element('ofd:Document', ofd, common + pages + beside));
}

export function fontsFile(
  fonts: readonly { readonly id: number; readonly family: string; readonly file: string }[],
): Buffer {
  const listed = fonts.map(({ id, family, file }) =>
    element(
      'ofd:Font',
      { ID: id, FontName: family, FamilyName: family },
      textElement('ofd:FontFile', file),
    ),
  );
  return xmlFile(
    element('ofd:Res', { ...ofd, BaseLoc: 'Res' }, element('ofd:Fonts', {}, listed.join(''))),
  );
}

export function picturesFile(
  pictures: readonly { readonly id: number; readonly file: string }[],
): Buffer {
  const listed = pictures.map(({ id, file }) =>
    element(
      'ofd:MultiMedia',
      { ID: id, Type: 'Image', Format: 'PNG' },
      textElement('ofd:MediaFile', file),
    ),
  );
  return xmlFile(
    element('ofd:Res', { ...ofd, BaseLoc: 'Res' }, element('ofd:MultiMedias', {}, listed.join(''))),
  );
}

export function pageFile({ page }: Template, layerId: number, objects: readonly string[]): Buffer {
  const area = textElement('ofd:PhysicalBox', boxText([0, 0, page.width, page.height]));
  const layer = element('ofd:Layer', { ID: layerId, Type: 'Body' }, objects.join(''));
  return xmlFile(
    element('ofd:Page', ofd, element('ofd:Area', {}, area) + element('ofd:Content', {}, layer)),
  );
}

export function attachmentsFile(): Buffer {
  const attachment = element(
    'ofd:Attachment',
    { ID: 'licence', Name: 'licence.xml', Format: 'XML', Visible: 'false' },
    textElement('ofd:FileLoc', `/${documentPaths.licence}`),
  );
  return xmlFile(element('ofd:Attachments', ofd, attachment));
}

export function tagsFile(): Buffer {
  const tag = element(
    'ofd:CustomTag',
    { TypeID: licenceNamespace },
    textElement('ofd:FileLoc', `/${documentPaths.licenceTags}`),
  );
  return xmlFile(element('ofd:CustomTags', ofd, tag));
}

/** The particulars of the standard, and the fields of the type as `extend_info`, for programs. */
export function licenceFile(
  type: LicenceType,
  licence: DocumentLicence,
  particulars: readonly Particular[],
): Buffer {
  const fields = fieldTexts(type, licence).map(({ field, text }) =>
    textElement(field.name, text, { displayName: field.displayName.zh }),
  );
  const content =
    particulars.map(({ name, value }) => textElement(name, value)).join('') +
    element('extend_info', {}, fields.join(''));
  return xmlFile(element('licence', { xmlns: licenceNamespace }, content));
}

/** Which objects of the page show what the attached file says. */
export function licenceTagsFile(
  type: LicenceType,
  particulars: readonly Particular[],
  pageId: number,
  objectsOf: (source: Source) => readonly number[],
): Buffer {
  const tagOf = (name: string, source: Source | null): string => {
    const objects = source === null ? [] : objectsOf(source);
    const references = objects.map((id) =>
      textElement('ofd:ObjectRef', String(id), { PageRef: pageId }),
    );
    return objects.length === 0 ? '' : element(name, {}, references.join(''));
  };
  const content =
    particulars.map(({ name, source }) => tagOf(name, source)).join('') +
    element(
      'extend_info',
      {},
      type.fields.map(({ name }) => tagOf(name, `field:${name}`)).join(''),
    );
  return xmlFile(element('licence', { xmlns: licenceNamespace, ...ofd }, content));
}
