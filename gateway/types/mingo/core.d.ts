/** The part of mingo that is used; its own declarations do not pass this project's compiler settings. */
export type QueryOperator = (
  field: string,
  operand: unknown,
  options: object,
) => (document: Record<string, unknown>) => boolean;

export declare class Context {
  static init(operators: { query: Record<`$${string}`, QueryOperator> }): Context;
}
