// How the layers of an OFD file are run.
import { VerifierError } from '../src/errors.js';
import { portableInflate } from '../src/ofd/inflate.js';
import { readOfd } from '../src/ofd/read-ofd.js';
import { unzip } from '../src/ofd/unzip.js';
import { parseXml, type XmlElement } from '../src/ofd/xml.js';
import type { Engine } from '../src/sm/engine.js';
import { bytesOf, textBytes, type Runs } from './layer.js';

const plain = ({ namespace, name, attributes, children, text }: XmlElement): object => ({
  namespace,
  name,
  attributes: Object.fromEntries(attributes),
  children: children.map(plain),
  text,
});

export function ofdRuns(engine: Engine): Runs {
  return {
    /** The first of what speaks against it is its code; notices beside what is accepted. */
    ofd: (input) => {
      const { findings, document, signatures, coverage, licence } = readOfd(bytesOf(input), {
        engine,
        inflate: portableInflate,
      });
      const failed = findings.find(({ effect }) => effect === 'failed');
      if (failed !== undefined) throw new VerifierError(failed.code, failed.message);
      return {
        title: document?.info.title ?? null,
        pages: document?.pages.length ?? null,
        signatures: signatures.map(({ id, mode, covers }) => ({ id, mode, covers: covers.length })),
        parts: coverage.length,
        licence,
        notices: findings.map(({ code }) => code),
      };
    },
    xml: (input) => plain(parseXml(textBytes(input))),
    zip: (input) => Object.fromEntries(unzip(bytesOf(input), portableInflate)),
  };
}
