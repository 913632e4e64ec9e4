/** One call carries at most so many characters. */
const mostAtOnce = 256 * 1024;

interface Piece {
  text: string;
  binary: boolean;
}

/**
 * Sends what is typed in its order, one call after the other; what is typed while a call is
 * under way goes together with the next.
 */
export class InputQueue {
  private readonly send: (text: string, binary: boolean) => Promise<unknown>;
  private readonly onError: (error: unknown) => void;
  private waiting: Piece[] = [];
  private busy = false;

  constructor(
    send: (text: string, binary: boolean) => Promise<unknown>,
    onError: (error: unknown) => void,
  ) {
    this.send = send;
    this.onError = onError;
  }

  push(text: string, binary: boolean): void {
    const last = this.waiting.at(-1);
    if (last && last.binary === binary) last.text += text;
    else this.waiting.push({ text, binary });
    if (!this.busy) void this.run();
  }

  private async run(): Promise<void> {
    this.busy = true;
    try {
      for (let piece = this.next(); piece; piece = this.next())
        await this.send(piece.text, piece.binary);
    } catch (error) {
      this.waiting = [];
      this.onError(error);
    } finally {
      this.busy = false;
    }
  }

  private next(): Piece | undefined {
    const [first] = this.waiting;
    if (!first || first.text.length <= mostAtOnce) return this.waiting.shift();
    const text = first.text.slice(0, mostAtOnce);
    first.text = first.text.slice(mostAtOnce);
    return { text, binary: first.binary };
  }
}
