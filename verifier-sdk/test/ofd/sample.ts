// An invented one-page document, signed as vendors do: what the tests change before or after signing.
import { encodeBase64 } from '../../src/format/base64.js';
import { encodeUtf8 } from '../../src/format/bytes.js';
import { sm3 } from '../reference/sm3.js';
import { writeZip, type WrittenEntry } from './zip-writer.js';

/** Parts by their paths, in the order of the archive; texts in UTF-8. */
export type Package = Readonly<Record<string, string | Uint8Array>>;

export const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
export const xmlns = 'xmlns:ofd="http://www.ofdspec.org/2016"';

export const bytesOfPart = (part: string | Uint8Array): Uint8Array =>
  typeof part === 'string' ? encodeUtf8(part) : part;

const entryXml = `${head}<ofd:OFD ${xmlns} Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>00000000000000000000000000000001</ofd:DocID><ofd:Title>示例许可证</ofd:Title><ofd:CustomDatas><ofd:CustomData Name="ZZMC">示例许可证</ofd:CustomData></ofd:CustomDatas></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot><ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>`;
const documentXml = (inCommon: string, beside: string): string =>
  `${head}<ofd:Document ${xmlns}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>${inCommon}</ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>${beside}</ofd:Document>`;
const pageXml = (inPage: string): string =>
  `${head}<ofd:Page ${xmlns}>${inPage}<ofd:Content><ofd:Layer ID="2"><ofd:TextObject ID="3" Boundary="30 40 60 6" Font="10" Size="4"><ofd:TextCode X="0" Y="4">示例餐饮有限公司</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>`;

/** One page and nothing else: small enough for vectors. */
export const smallDocument: Package = {
  'OFD.xml': entryXml,
  'Doc_0/Document.xml': documentXml('', ''),
  'Doc_0/Pages/Page_0/Content.xml': pageXml(''),
};

/** Everything that a document can lead to. */
export const wholeDocument: Package = {
  'OFD.xml': entryXml.replace(
    '<ofd:CustomDatas>',
    '<ofd:Cover>Doc_0/cover.png</ofd:Cover><ofd:CustomDatas>',
  ),
  'Doc_0/cover.png': Uint8Array.of(0x89, 0x50, 1),
  'Doc_0/Document.xml': documentXml(
    '<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes><ofd:TemplatePage ID="4" BaseLoc="Tpls/Tpl_0/Content.xml"/>',
    '<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations><ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags><ofd:Attachments>/Doc_0/Attachs/Attachments.xml</ofd:Attachments><ofd:Extensions>Extensions.xml</ofd:Extensions>',
  ),
  'Doc_0/PublicRes.xml': `${head}<ofd:Res ${xmlns} BaseLoc="Res"><ofd:ColorSpaces><ofd:ColorSpace ID="12" Type="RGB" Profile="colour.icc"/></ofd:ColorSpaces><ofd:Fonts><ofd:Font ID="10" FontName="示例宋体"><ofd:FontFile>serif.ttf</ofd:FontFile></ofd:Font></ofd:Fonts></ofd:Res>`,
  'Doc_0/Res/serif.ttf': Uint8Array.of(0, 1, 0, 0),
  'Doc_0/Res/colour.icc': Uint8Array.of(2),
  'Doc_0/DocumentRes.xml': `${head}<ofd:Res ${xmlns} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="11" Type="Image"><ofd:MediaFile>image.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>`,
  'Doc_0/Res/image.png': Uint8Array.of(0x89, 0x50),
  'Doc_0/Pages/Page_0/Content.xml': pageXml(
    '<ofd:Template TemplateID="4" ZOrder="Background"/><ofd:PageRes>PageRes.xml</ofd:PageRes>',
  ),
  'Doc_0/Pages/Page_0/PageRes.xml': `${head}<ofd:Res ${xmlns}><ofd:DrawParams><ofd:DrawParam ID="13"/></ofd:DrawParams></ofd:Res>`,
  'Doc_0/Tpls/Tpl_0/Content.xml': `${head}<ofd:Page ${xmlns}><ofd:Area><ofd:PhysicalBox>0 0 297 210</ofd:PhysicalBox></ofd:Area><ofd:Content><ofd:Layer ID="5"/></ofd:Content></ofd:Page>`,
  'Doc_0/Annots/Annotations.xml': `${head}<ofd:Annotations ${xmlns}><ofd:Page PageID="1"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>`,
  'Doc_0/Annots/Page_0/Annotation.xml': `${head}<ofd:PageAnnot ${xmlns}><ofd:Annot ID="6" Type="Watermark"/></ofd:PageAnnot>`,
  'Doc_0/Attachs/Attachments.xml': `${head}<ofd:Attachments ${xmlns}><ofd:Attachment ID="a1" Name="data" Format="xml"><ofd:FileLoc>data.xml</ofd:FileLoc></ofd:Attachment></ofd:Attachments>`,
  'Doc_0/Attachs/data.xml': '<data>示例</data>',
  'Doc_0/Tags/CustomTags.xml': `${head}<ofd:CustomTags ${xmlns}><ofd:CustomTag TypeID="licence"><ofd:SchemaLoc>schema.xsd</ofd:SchemaLoc><ofd:FileLoc>licence.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>`,
  'Doc_0/Tags/schema.xsd': '<schema/>',
  'Doc_0/Tags/licence.xml': '<licence/>',
  'Doc_0/Extensions.xml': `${head}<ofd:Extensions ${xmlns}><ofd:Extension AppName="sample" RefId="1"><ofd:Data><own xmlns="urn:sample">x</own></ofd:Data><ofd:ExtendData>extra.bin</ofd:ExtendData></ofd:Extension></ofd:Extensions>`,
  'Doc_0/extra.bin': Uint8Array.of(7),
};

const folder = 'Doc_0/Signs';
export const listPath = `${folder}/Signatures.xml`;

export interface Signing {
  /** Which parts, of those that are there; all but the list of signatures where it is not given. */
  readonly covers?: (path: string) => boolean;
  /** Applied to Signature.xml once its digests are in it. */
  readonly change?: (xml: string) => string;
  /** Attributes in the list, beside identifier, type and place. */
  readonly attributes?: string;
  readonly hasSeal?: boolean;
}

/** The document with a list of so many signatures, which are made one after another. */
export function signDocument(document: Package, signings: readonly Signing[] = [{}]): Package {
  const entries = signings.map(
    ({ attributes = '' }, i) =>
      `<ofd:Signature ID="s${i + 1}" Type="Seal" BaseLoc="/${folder}/Sign_${i}/Signature.xml"${attributes}/>`,
  );
  let signed: Package = document;
  signings.forEach((signing, i) => {
    const list = `${head}<ofd:Signatures ${xmlns}><ofd:MaxSignId>s${i + 1}</ofd:MaxSignId>${entries.slice(0, i + 1).join('')}</ofd:Signatures>`;
    signed = addSignature({ ...signed, [listPath]: list }, signing, `${folder}/Sign_${i}`);
  });
  return signed;
}

function addSignature(
  parts: Package,
  { covers = (path) => path !== listPath, change = (xml) => xml, hasSeal = false }: Signing,
  own: string,
): Package {
  const withSeal = hasSeal ? { ...parts, [`${own}/Seal.esl`]: Uint8Array.of(0x30, 0) } : parts;
  const references = Object.entries(withSeal)
    .filter(([path]) => covers(path))
    .map(
      ([path, part]) =>
        `<ofd:Reference FileRef="/${path}"><ofd:CheckValue>${encodeBase64(sm3(bytesOfPart(part)))}</ofd:CheckValue></ofd:Reference>`,
    );
  const seal = hasSeal ? `<ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal>` : '';
  const xml = `${head}<ofd:Signature ${xmlns}><ofd:SignedInfo><ofd:Provider ProviderName="sample" Version="1"/><ofd:SignatureMethod>1.2.156.10197.1.501</ofd:SignatureMethod><ofd:SignatureDateTime>20260302110000Z</ofd:SignatureDateTime><ofd:References CheckMethod="1.2.156.10197.1.401">${references.join('')}</ofd:References><ofd:StampAnnot ID="1" PageRef="1" Boundary="150 20 40 40"/>${seal}</ofd:SignedInfo><ofd:SignedValue>SignedValue.dat</ofd:SignedValue></ofd:Signature>`;
  return {
    ...withSeal,
    [`${own}/Signature.xml`]: change(xml),
    // What is in it is read elsewhere.
    [`${own}/SignedValue.dat`]: Uint8Array.of(0x30, 0x03, 0x02, 0x01, own.length),
  };
}

export function zipPackage(parts: Package, isDeflated = false): Uint8Array {
  const entries: readonly WrittenEntry[] = Object.entries(parts).map(([name, part]) => ({
    name,
    bytes: bytesOfPart(part),
    isDeflated,
  }));
  return writeZip(entries);
}

/** One part with something else in it, which has to be there. */
export function edit(parts: Package, path: string, from: string, to: string): Package {
  const part = parts[path];
  if (typeof part !== 'string' || !part.includes(from)) throw new Error(`${path} has no '${from}'`);
  return { ...parts, [path]: part.replace(from, to) };
}

export function without(parts: Package, path: string): Package {
  if (!(path in parts)) throw new Error(`${path} is not there`);
  return Object.fromEntries(Object.entries(parts).filter(([one]) => one !== path));
}
