import { civilDay } from '@yinzhao/verifier/format/civil-date';
import { equalBytes } from '@yinzhao/verifier/format/bytes';
import { changeBody } from './change-body.js';
import { ensureBodyKeys } from './keys.js';
import { newestBundle, publishNextBundle, type Parts } from './next-bundle.js';
import { withCutOff } from './rotate-issuing-key.js';
import { withSigner } from './signers.js';

/**
 * Ends the department's certificate at once, and names in the next bundle the leaf from which on nothing under it
 * counts; another key takes over.
 * @param cutOff - leaf index of the first entry that the department has not made
 */
export async function replaceStolenKey(
  city: Parts,
  keyName: string,
  cutOff: number,
): Promise<void> {
  const { body, folders } = city;
  const old = newestBundle(city).issuers.find((one) => one.body === body.id && one.cutOff === null);
  if (old === undefined) throw new Error('the bundle names no issuer');
  const { certificate } = await withSigner(folders.org(body.org), (signer) =>
    ensureBodyKeys(signer, keyName, `CN=${body.name},O=印照示例`, Date.now()),
  );
  await changeBody(city, ({ certificates }) => ({
    certificates: certificates.flatMap((one) =>
      equalBytes(one.certificate, old.certificate)
        ? [
            { ...one, ended: true },
            { ...one, certificate },
          ]
        : [one],
    ),
  }));
  await publishNextBundle(city, (before) => {
    const cut = withCutOff(before, old.certificate, cutOff);
    const next = { ...old, certificate, from: civilDay(Date.now()) - 1 };
    return { ...cut, issuers: [...cut.issuers, next] };
  });
}
