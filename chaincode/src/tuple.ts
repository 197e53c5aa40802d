import type { CborValue } from '@yinzhao/verifier/format/cbor';

/** An object written as a CBOR array of its fields in a fixed order. */
export interface Tuple<Value> {
  readonly encode: (value: Value) => CborValue;
  /** For bytes this chaincode wrote itself: the fields are taken as they are. */
  readonly decode: (fields: CborValue) => Value;
}

export function tuple<Value extends object>(...names: readonly (keyof Value)[]): Tuple<Value> {
  return {
    encode: (value) => names.map((name) => value[name] as CborValue),
    decode: (fields) => {
      const items = fields as readonly CborValue[];
      return Object.fromEntries(names.map((name, i) => [name, items[i]])) as Value;
    },
  };
}

export function tuples<Value extends object>(one: Tuple<Value>): Tuple<readonly Value[]> {
  return {
    encode: (values) => values.map(one.encode),
    decode: (fields) => (fields as readonly CborValue[]).map(one.decode),
  };
}
