import type { NodeFacts } from './files';
import { formatTime } from './plant-time';

/** `-rw-r--r--` */
export function describePermissions(facts: NodeFacts): string {
  const letters = [...'rwxrwxrwx'];
  const bits = letters.map((letter, at) => ((facts.mode >> (8 - at)) & 1 ? letter : '-'));
  return `${facts.kind === 'directory' ? 'd' : '-'}${bits.join('')}`;
}

/** One line of `ls -l`, without a line end. */
export function longListing(name: string, facts: NodeFacts): string {
  const time = formatTime(facts.modified, '%b %e %H:%M');
  const links = facts.kind === 'directory' ? 2 : 1;
  const size = String(facts.size).padStart(8);
  return `${describePermissions(facts)} ${links} ${facts.owner} ${facts.owner} ${size} ${time} ${name}`;
}
