import type { BlobStore } from '../../kit/blob-store';
import type { SealedFile } from '../../kit/sealed-file';
import type { OpenProfile } from '../profile/index';

/** Part of the profile folder with transcripts of runs that go on. */
const part = 'runs';

/** A step on a host of a run: both counted from 0. */
export interface StepPlace {
  host: number;
  step: number;
  /** What undid the step, rather than the step. */
  rollback: boolean;
}

/** A line of a transcript: what happened, and when. People read it, so its first keys say what it is. */
export type TranscriptLine = { type: string; at: string } & Record<string, unknown>;

/** A line about a step: hosts and steps counted from 1, as the header lists them. */
export function stepLine(
  type: 'step' | 'output' | 'step-end',
  at: number,
  place: StepPlace,
  rest: Record<string, unknown>,
): TranscriptLine {
  return {
    type,
    host: place.host + 1,
    step: place.step + 1,
    ...(place.rollback ? { rollback: true } : {}),
    at: new Date(at).toISOString(),
    ...rest,
  };
}

/**
 * The record of a run while it goes on: JSON lines in an encrypted file, each written as it
 * happens, so that what was seen survives a kill -9.
 */
export class RunTranscript {
  private readonly file: SealedFile;
  /** Frames with the output of each step. */
  private readonly outputs = new Map<string, number[]>();
  private readonly wakes = new Set<() => void>();
  private open = true;

  private constructor(file: SealedFile) {
    this.file = file;
  }

  /** @throws AppError as the disk refuses; nothing is left then */
  static create(profile: OpenProfile, runId: string, header: TranscriptLine): RunTranscript {
    const transcript = new RunTranscript(profile.createSealed(part, runId));
    try {
      transcript.write(header);
    } catch (error) {
      transcript.close();
      dropTranscript(profile, runId);
      throw error;
    }
    return transcript;
  }

  write(line: TranscriptLine): void {
    if (this.open) this.file.append(Buffer.from(`${JSON.stringify(line)}\n`));
  }

  /** Writes a piece of a step's output. */
  writeOutput(at: number, place: StepPlace, rest: Record<string, unknown>): void {
    if (!this.open) return;
    const line = stepLine('output', at, place, rest);
    const frame = this.file.append(Buffer.from(`${JSON.stringify(line)}\n`));
    const key = keyOf(place);
    const frames = this.outputs.get(key);
    if (frames) frames.push(frame);
    else this.outputs.set(key, [frame]);
    this.wake();
  }

  /** Output of a step as it comes, until `ended` says that no more will. */
  async *follow(
    place: StepPlace,
    ended: () => boolean,
    signal?: AbortSignal,
  ): AsyncGenerator<string[], void> {
    for (let next = 0; !signal?.aborted;) {
      const last = ended() || !this.open;
      const frames = this.outputs.get(keyOf(place)) ?? [];
      if (this.open && next < frames.length) {
        const frame = frames[next++];
        if (frame !== undefined) yield [textOf(this.file.read(frame).toString())];
        continue;
      }
      if (last) return;
      await this.woken(signal);
    }
  }

  /** How many pieces of a step's output there are. */
  pieces(place: StepPlace): number {
    return this.outputs.get(keyOf(place))?.length ?? 0;
  }

  /** Tells followers to look again. */
  wake(): void {
    for (const wake of this.wakes) wake();
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.file.close();
    this.wake();
  }

  private async woken(signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.wakes.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.wakes.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }
}

/** Turns the record of an ended run into a blob, the evidence's bytes; gives its SHA-256. */
export async function sealTranscript(
  profile: OpenProfile,
  runId: string,
  last: readonly TranscriptLine[] = [],
): Promise<string> {
  const file = profile.openSealed(part, runId);
  const writer = profile.blobs.writer();
  try {
    for (let frame = 0; frame < file.frames; frame += 1) {
      writer.write(file.read(frame));
      // A long one must not hold everybody else up.
      if (frame % 16 === 15) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const line of last) writer.write(Buffer.from(`${JSON.stringify(line)}\n`));
    return writer.finish().sha256;
  } catch (error) {
    writer.abort();
    throw error;
  } finally {
    file.close();
  }
}

/** Removes the file of {@link RunTranscript.create}. */
export function dropTranscript(profile: OpenProfile, runId: string): void {
  profile.removeSealed(part, runId);
}

/**
 * Output of a step from a sealed transcript.
 *
 * @param given so many pieces are known already
 * @throws AppError `cases.evidence-damaged`
 */
export async function* sealedOutput(
  blobs: BlobStore,
  sha256: string,
  place: StepPlace,
  given = 0,
): AsyncGenerator<string[], void> {
  // Every line of ours begins the same; only those looked for are parsed.
  const { type, host, step, rollback } = stepLine('output', 0, place, {});
  const start = JSON.stringify({ type, host, step, ...(rollback ? { rollback } : {}) });
  const prefix = `${start.slice(0, -1)},"at"`;
  let carry = '';
  let pieces = 0;
  for (const piece of blobs.read(sha256)) {
    const lines = (carry + piece.toString()).split('\n');
    carry = lines.pop() ?? '';
    const found = lines.filter((line) => line.startsWith(prefix));
    const texts = found.slice(Math.min(given, found.length)).map(textOf);
    given -= found.length - texts.length;
    if (texts.length > 0) yield texts;
    else if ((pieces += 1) % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

function textOf(line: string): string {
  const { text } = JSON.parse(line) as { text?: unknown };
  return typeof text === 'string' ? text : '';
}

function keyOf({ host, step, rollback }: StepPlace): string {
  return `${host}/${step}${rollback ? '/rollback' : ''}`;
}
