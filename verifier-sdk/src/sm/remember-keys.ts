/** Few bodies, logs and witnesses sign most of what a verifier sees. */
const rememberedKeys = 256;

/** What was prepared for the keys seen last; `prepare` throws for what is no key, and that is not remembered. */
export function rememberKeys<Prepared>(
  prepare: (publicKey: Uint8Array) => Prepared,
): (publicKey: Uint8Array) => Prepared {
  const remembered = new Map<string, Prepared>();
  return (publicKey) => {
    const id = String.fromCharCode(...publicKey);
    const known = remembered.get(id);
    if (known !== undefined) return known;
    const prepared = prepare(publicKey);
    if (remembered.size >= rememberedKeys) {
      remembered.delete(remembered.keys().next().value as string);
    }
    remembered.set(id, prepared);
    return prepared;
  };
}
