import type { TokenStream } from './stream';

/** A text in which tokens are replaced in place; its length never changes. */
export class Page {
  private readonly characters: string[];
  private readonly original: string;
  private readonly stream: TokenStream;

  constructor(text: string, stream: TokenStream) {
    this.original = text;
    this.characters = [...blanked(text, stream)];
    this.stream = stream;
  }

  get text(): string {
    return this.characters.join('');
  }

  blank(from: number, to: number): number {
    return this.put(from, to, []);
  }

  /** Writes words over the tokens from one index up to another; ranges of tokens stay where they are. */
  put(from: number, to: number, parts: readonly (string | readonly [number, number])[]): number {
    const start = this.stream.start(from);
    const end = this.stream.end(to - 1);
    const before = this.characters.slice(start, end);
    this.characters.fill(' ', start, end);
    let at = start;
    for (const part of parts) {
      if (typeof part === 'string') {
        for (const character of part) this.characters[at++] = character;
        at += 1;
        continue;
      }
      const [first, after] = part;
      const begin = this.stream.start(first);
      for (let index = begin; index < this.stream.end(after - 1); index += 1)
        this.characters[index] = before[index - start] ?? this.original.charAt(index);
      at = this.stream.end(after - 1) + 1;
    }
    return to;
  }
}

/** Comments and hints as blanks; each character of UTF-16 for itself, so that offsets hold. */
function blanked(text: string, stream: TokenStream): string[] {
  const page = text.replace(/[^\n]/g, ' ').split('');
  for (const token of stream.tokens) {
    // A placeholder stands for a value: digits are one wherever it may stand.
    const content = token.kind === 'parameter' ? '1'.repeat(token.text.length) : token.text;
    for (let index = 0; index < content.length; index += 1)
      page[token.start + index] = content.charAt(index);
  }
  return page;
}
