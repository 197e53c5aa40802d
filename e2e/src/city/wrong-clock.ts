// Loaded before a program whose clock is to be wrong, by the milliseconds that stand behind the question mark.
const shift = Number(new URL(import.meta.url).search.slice(1));
if (!Number.isSafeInteger(shift)) throw new Error('by how much the clock is wrong is not told');

const RightDate = Date;
const now = (): number => RightDate.now() + shift;
globalThis.Date = new Proxy(RightDate, {
  construct: (target, parameters: unknown[], newTarget) =>
    Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget) as object,
  apply: () => new RightDate(now()).toString(),
  get: (target, name, receiver) =>
    name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown),
});
