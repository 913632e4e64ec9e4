/** How well a name fits what was typed; the smaller the better, null not at all. */
export type Match = number;

export const matches = {
  exact: 0,
  prefix: 1,
  /** Begins of its parts: `bdm` in `BD_MATERIAL`, `po` in `purchaseOrder`. */
  parts: 2,
  inside: 3,
  comment: 4,
} as const;

/** A text that is typed, ready to be looked for in many names. */
export class Typed {
  readonly text: string;
  private readonly folded: string;
  private readonly inComments: boolean;

  constructor(text: string) {
    this.text = text;
    this.folded = text.toLowerCase();
    // One Latin letter is in every comment; one Chinese character says something.
    this.inComments = text.length > 2 || /[^\x00-\x7f]/.test(text); // eslint-disable-line no-control-regex
  }

  get empty(): boolean {
    return this.folded === '';
  }

  /** @param lower the name in lower case, where it is at hand */
  match(name: string, comment = '', lower = name.toLowerCase()): Match | null {
    const { folded } = this;
    if (folded === '') return matches.prefix;
    const at = lower.indexOf(folded);
    if (at === 0) return lower.length === folded.length ? matches.exact : matches.prefix;
    if (lower.charCodeAt(0) === folded.charCodeAt(0) && followsParts(folded, name))
      return matches.parts;
    if (at > 0) return matches.inside;
    if (this.inComments && comment !== '' && comment.toLowerCase().includes(folded))
      return matches.comment;
    return null;
  }
}

/** Whether what was typed is made of begins of the name's parts, in order. */
function followsParts(typed: string, name: string): boolean {
  let part = 0;
  const starts = partsOf(name);
  let at = 0;
  while (at < typed.length) {
    const start = starts[part];
    if (start === undefined) return false;
    let taken = 0;
    const end = starts[part + 1] ?? name.length;
    while (
      at < typed.length &&
      start + taken < end &&
      name.charAt(start + taken).toLowerCase() === typed.charAt(at)
    ) {
      taken += 1;
      at += 1;
    }
    if (taken === 0 && part === 0) return false;
    part += 1;
  }
  return true;
}

/** Where the parts of `BD_MATERIAL` and `purchaseOrder2` begin. */
function partsOf(name: string): number[] {
  const starts = [0];
  for (let at = 1; at < name.length; at += 1) {
    const before = name.charAt(at - 1);
    const here = name.charAt(at);
    if (/[_$#. ]/.test(before) || (/[a-z]/.test(before) && /[A-Z]/.test(here))) starts.push(at);
  }
  return starts;
}
