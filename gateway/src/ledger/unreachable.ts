/** A node that could not be connected to: nothing was handed to it. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}
