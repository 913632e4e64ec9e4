import type { NodeFacts } from './file-nodes';
import { formatTime } from './plant-time';

const kindLetters = { file: '-', directory: 'd', link: 'l' } as const;

/** `-rw-r--r--` */
export function describePermissions(facts: NodeFacts): string {
  const letters = [...'rwxrwxrwx'];
  const bits = letters.map((letter, at) => ((facts.mode >> (8 - at)) & 1 ? letter : '-'));
  if ((facts.mode & 0o1000) !== 0) bits[8] = bits[8] === 'x' ? 't' : 'T';
  return `${kindLetters[facts.kind]}${bits.join('')}`;
}

/** How many columns a character takes: two for Chinese and other wide ones. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += (character.codePointAt(0) ?? 0) > 0x2e80 ? 2 : 1;
  return columns;
}

/** `12K` as `ls -h` and `du -h` write sizes; bytes below 1024 stay as they are. */
export function humanSize(bytes: number): string {
  let size = bytes;
  let unit = '';
  for (const next of ['K', 'M', 'G']) {
    if (size < 1024) break;
    size /= 1024;
    unit = next;
  }
  if (unit === '') return String(size);
  return `${size < 10 ? (Math.ceil(size * 10) / 10).toFixed(1) : Math.ceil(size)}${unit}`;
}

/** One line of `ls -l`, without a line end. `shown` is the name as it is to be printed. */
export function longListing(shown: string, facts: NodeFacts, human = false): string {
  const time = formatTime(facts.modified, '%b %e %H:%M');
  const links = facts.kind === 'directory' ? 2 : 1;
  const size = (human ? humanSize(facts.size) : String(facts.size)).padStart(human ? 5 : 8);
  const target = facts.kind === 'link' ? ` -> ${facts.target ?? ''}` : '';
  const owner = facts.owner.padEnd(6);
  return `${describePermissions(facts)} ${links} ${owner} ${owner} ${size} ${time} ${shown}${target}`;
}
