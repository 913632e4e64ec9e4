import { createHash } from 'node:crypto';
import type { TranscriptProvenance } from '../../contract/cases';
import { AppError } from '../../contract/errors';
import type { Transcript } from '../../contract/terminals';

/** What `cases` needs to keep a session as evidence; the hash is taken where it is stored. */
export interface TranscriptExcerpt {
  title: string;
  pieces: Iterable<Uint8Array>;
  origin: Omit<TranscriptProvenance, 'kind' | 'sha256'>;
}

/**
 * A whole recording, or a text selected on the screen.
 *
 * @param recording the bytes of the recording and their hash; null when nothing was recorded
 * @throws AppError `cases.nothing-selected`
 */
export function transcriptExcerpt(
  session: Omit<Transcript, 'bytes'>,
  selection: string | null,
  recording: { read: () => Iterable<Uint8Array>; sha256: string } | null,
): TranscriptExcerpt {
  if (selection === '' || (selection === null && !recording))
    throw new AppError('cases.nothing-selected');
  const { id, name, host, username, system, environment, startedAt, endedAt } = session;
  return {
    title: selection === null ? `${username}@${name}` : (commandOf(selection) ?? name),
    pieces: selection === null ? (recording?.read() ?? []) : [Buffer.from(selection)],
    origin: {
      origin: 'terminal',
      originId: id,
      system,
      environment,
      hosts: [name === host ? host : `${name} (${host})`],
      username,
      startedAt,
      endedAt,
      format: selection === null ? 'asciicast-v2' : 'text',
      wholeSha256: recording?.sha256 ?? null,
    },
  };
}

/** The first line of a selection, which is often the prompt with its command. */
function commandOf(selection: string): string | null {
  const line = selection.trim().split('\n')[0]?.trim() ?? '';
  if (line === '') return null;
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

/** SHA-256 over pieces of bytes, lower-case hexadecimal. */
export function sha256Of(pieces: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
