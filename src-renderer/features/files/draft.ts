import type { FilePlace } from '../../../src-main/contract/index';

/** The most characters of a view state, see `settings.setViewState`, with room for the rest. */
const mostKept = 900_000;

/**
 * What was typed into a file and is not saved: the whole text where it can be kept, so that it
 * comes back also when the file is another one meanwhile; of a larger file the part that differs.
 */
export interface Draft {
  /** Version of the file it began with. */
  version: string;
  /** Characters at the beginning and the end that are the file's own. */
  head: number;
  tail: number;
  text: string;
}

/** What is in the editor, to be kept; null when even the difference to the file is too large. */
export function draftOf(original: string, edited: string, version: string): Draft | null {
  if (edited.length <= mostKept) return { version, head: 0, tail: 0, text: edited };
  const most = Math.min(original.length, edited.length);
  let head = 0;
  while (head < most && original.charCodeAt(head) === edited.charCodeAt(head)) head += 1;
  let tail = 0;
  while (
    tail < most - head &&
    original.charCodeAt(original.length - 1 - tail) === edited.charCodeAt(edited.length - 1 - tail)
  )
    tail += 1;
  const text = edited.slice(head, edited.length - tail);
  return text.length > mostKept ? null : { version, head, tail, text };
}

/** The editor's text again. */
export function applyDraft(original: string, { head, tail, text }: Draft): string {
  return original.slice(0, head) + text + original.slice(original.length - tail);
}

/** Reads a draft that was kept; null when there is none. */
export function parseDraft(text: string | null): Draft | null {
  if (text === null || text === '') return null;
  try {
    return JSON.parse(text) as Draft;
  } catch {
    return null;
  }
}

/** Key of a file's draft among the view states; short whatever the path. */
export function draftKey({ endpointId, path }: FilePlace): string {
  const key = `files/draft/${endpointId ?? 'local'}/${path}`;
  if (key.length <= 180) return key;
  // FNV-1a over 2 × 32 bits: enough to tell the paths of one device apart.
  let one = 0x811c9dc5;
  let two = 0xcbf29ce4;
  for (let index = 0; index < path.length; index += 1) {
    one = Math.imul(one ^ path.charCodeAt(index), 0x01000193) >>> 0;
    two = Math.imul(two ^ path.charCodeAt(path.length - 1 - index), 0x01000193) >>> 0;
  }
  return `files/draft/${endpointId ?? 'local'}/${one.toString(16)}${two.toString(16)}`;
}
