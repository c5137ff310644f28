/** An argument, or a prop, that cannot be used. The message says what is allowed, and is put behind what was given. */
export class Unfit extends Error {
  override readonly name = 'Unfit';
}
