/** ES2024; the compiler's library does not know it yet. */
const method = (String.prototype as unknown as { isWellFormed(this: string): boolean })
  .isWellFormed;

/** Whether a text has no half of a pair of surrogates without the other. */
export function isWellFormed(text: string): boolean {
  return method.call(text);
}
