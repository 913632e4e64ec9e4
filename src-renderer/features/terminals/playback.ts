import type { TerminalHandle } from '../../ui/index';
import { sizeOf, type Cast } from './cast';

/** Longer pauses are played as this, seconds, while pauses are shortened. */
const longestPause = 2;
const tickMs = 40;

export interface PlaybackState {
  /** Seconds into the recording. */
  at: number;
  playing: boolean;
}

/** Plays a recording on a terminal's view: play, pause, speed, any place. */
export class Playback {
  private readonly cast: Cast;
  private readonly screen: TerminalHandle;
  private readonly onChange: (state: PlaybackState) => void;
  private at = 0;
  private next = 0;
  private timer: ReturnType<typeof setInterval> | null = null;
  private last = 0;
  private busy = false;
  /** Times as fast. */
  speed = 1;
  shortenPauses = true;

  constructor(cast: Cast, screen: TerminalHandle, onChange: (state: PlaybackState) => void) {
    this.cast = cast;
    this.screen = screen;
    this.onChange = onChange;
  }

  play(): void {
    if (this.timer) return;
    if (this.next >= this.cast.events.length) this.rewind();
    this.last = performance.now();
    this.timer = setInterval(() => void this.tick(), tickMs);
    this.tell();
  }

  pause(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    this.tell();
  }

  /** Shows the screen as it was at a time. */
  async seek(at: number): Promise<void> {
    if (at < this.at) this.rewind();
    this.at = at;
    await this.catchUp();
    this.tell();
  }

  private rewind(): void {
    const { columns, rows } = this.cast;
    this.screen.reset();
    this.screen.resize(columns, rows);
    this.at = 0;
    this.next = 0;
  }

  private async tick(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const now = performance.now();
    this.at += ((now - this.last) / 1000) * this.speed;
    this.last = now;
    const upcoming = this.cast.events[this.next];
    if (upcoming && this.shortenPauses && upcoming[0] - this.at > longestPause)
      this.at = upcoming[0] - longestPause;
    await this.catchUp();
    this.busy = false;
    if (this.next >= this.cast.events.length) {
      this.at = this.cast.duration;
      this.pause();
    } else this.tell();
  }

  /** Writes everything up to now; outputs in a row go together. */
  private async catchUp(): Promise<void> {
    let text = '';
    const { events } = this.cast;
    for (let event = events[this.next]; event && event[0] <= this.at; event = events[this.next]) {
      const [, kind, data] = event;
      this.next += 1;
      if (kind === 'o') text += data;
      const size = kind === 'r' ? sizeOf(data) : null;
      if (size || text.length > 256 * 1024) {
        await this.screen.write(text);
        text = '';
        if (size) this.screen.resize(size.columns, size.rows);
      }
    }
    if (text !== '') await this.screen.write(text);
  }

  private tell(): void {
    this.onChange({ at: this.at, playing: this.timer !== null });
  }
}
