/** DEC private modes that a program sets and that outlive it when it dies. */
const kept = new Set([
  '1',
  '6',
  '7',
  '25',
  '47',
  '1047',
  '1049',
  '9',
  '1000',
  '1002',
  '1003',
  '1004',
  '1005',
  '1006',
  '1015',
  '1016',
  '2004',
  '2026',
]);
const alternate = ['1049', '1047', '47'];
/** Modes that stand when nobody has said anything. */
const onByDefault = new Set(['7', '25']);

/** Longer sequences are none of those looked for. */
const longestSequence = 64;
// oxlint-disable-next-line no-control-regex -- escape sequences are what is looked for
const sequence = /\u001b(?:\[\?([0-9;]*)([hl])|([=>])|\[(!p)|(c))/g;
// oxlint-disable-next-line no-control-regex -- as above
const unfinished = /\u001b(?:\[(?:[?!][0-9;]*)?)?$/;

/** Cancels a sequence that was cut off in its middle. */
const cancel = '\u0018';

/**
 * Follows which modes of the terminal the host has set, so that a view that begins late can be
 * put into them, and a new shell does not inherit those of a program that died with its link.
 */
export class Modes {
  private readonly set = new Map<string, boolean>();
  private keypad = false;
  private rest = '';

  /** Text as it comes; sequences may lie across pieces. */
  feed(text: string): void {
    // The usual line of a log has none of them.
    if (this.rest === '' && !text.includes('\u001b')) return;
    const all = this.rest + text;
    for (const [, numbers, letter, keypad, softReset, reset] of all.matchAll(sequence)) {
      if (reset !== undefined || softReset !== undefined) this.clear();
      else if (keypad !== undefined) this.keypad = keypad === '=';
      else {
        for (const mode of (numbers ?? '').split(';'))
          if (kept.has(mode)) this.set.set(mode, letter === 'h');
      }
    }
    this.rest = unfinished.exec(all.slice(-longestSequence))?.[0] ?? '';
  }

  /** Puts a fresh view into the modes that stand now. */
  restore(): string {
    const modes = [...this.set]
      .filter(([mode, on]) => on !== onByDefault.has(mode))
      .map(([mode, on]) => `\u001b[?${mode}${on ? 'h' : 'l'}`);
    return modes.join('') + (this.keypad ? '\u001b=' : '');
  }

  /**
   * Ends what a program left behind: full screen, mouse, bracketed paste, colours, scroll
   * region, line drawing. What stands on the normal screen stays.
   */
  reset(): string {
    const leave = alternate.find((mode) => this.set.get(mode));
    const modes = [...this.set]
      .filter(
        ([mode, on]) => !alternate.includes(mode) && mode !== '6' && on !== onByDefault.has(mode),
      )
      .map(([mode, on]) => `\u001b[?${mode}${on ? 'l' : 'h'}`);
    const text = [
      cancel,
      leave === undefined ? '' : `\u001b[?${leave}l`,
      // Region and origin move the cursor, so they stand between saving and restoring it.
      '\u001b7\u001b[r\u001b[?6l\u001b8',
      ...modes,
      '\u001b>\u001b[4l\u001b[m\u001b(B\u000f',
    ].join('');
    this.clear();
    return text;
  }

  private clear(): void {
    this.set.clear();
    this.keypad = false;
    this.rest = '';
  }
}
