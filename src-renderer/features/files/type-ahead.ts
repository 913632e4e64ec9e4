/** Letters typed with less time between them than this belong together, in milliseconds. */
const togetherMs = 900;

/**
 * Collects what is typed in a list to jump to a name. A key that is a command of its own (`E`)
 * never begins a word, but belongs to one that has begun.
 */
export class TypeAhead {
  private text = '';
  private at = 0;

  /** Whether a word has begun and goes on now. */
  active(now: number): boolean {
    return this.text !== '' && now - this.at < togetherMs;
  }

  /**
   * Adds a typed character.
   *
   * @returns what to look for, and whether to begin after the present row (the same letter typed
   *   again walks through the names that begin with it)
   */
  type(character: string, now: number): { text: string; next: boolean } {
    const before = this.active(now) ? this.text : '';
    this.at = now;
    this.text = before + character;
    const same = [...this.text].every((letter) => letter === character);
    return same ? { text: character, next: true } : { text: this.text, next: false };
  }

  end(): void {
    this.text = '';
  }
}
