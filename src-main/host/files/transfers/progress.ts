/** The rate is that of the last moments. */
const rateMs = 3000;
/** Views are told at most so often. */
const tellEveryMs = 200;

/** Counts bytes and says how fast they come; tells that something changed, five times a second at most. */
export class Progress {
  private readonly tell: () => void;
  private samples: { at: number; bytes: number }[] = [];
  private toldAt = 0;
  private later: ReturnType<typeof setTimeout> | null = null;

  constructor(tell: () => void) {
    this.tell = tell;
  }

  /** Bytes a second over the last three seconds. */
  get rate(): number {
    const now = performance.now();
    this.samples = this.samples.filter(({ at }) => now - at < rateMs);
    const [first] = this.samples;
    if (!first) return 0;
    const bytes = this.samples.reduce((sum, sample) => sum + sample.bytes, 0);
    return Math.round(bytes / (Math.max(250, now - first.at) / 1000));
  }

  add(bytes: number): void {
    const now = performance.now();
    const last = this.samples.at(-1);
    // Samples of a tenth of a second, not one for each packet.
    if (last && now - last.at < 100) last.bytes += bytes;
    else this.samples.push({ at: now, bytes });
    this.change();
  }

  /** Tells now, or as soon as the last telling is long enough ago. */
  change(): void {
    if (this.later) return;
    const wait = this.toldAt + tellEveryMs - Date.now();
    if (wait <= 0) {
      this.now();
      return;
    }
    this.later = setTimeout(() => this.now(), wait);
    this.later.unref();
  }

  /** Nothing runs for the moment. */
  rest(): void {
    this.samples = [];
  }

  dispose(): void {
    if (this.later) clearTimeout(this.later);
    this.later = null;
  }

  private now(): void {
    this.dispose();
    this.toldAt = Date.now();
    this.tell();
  }
}
