import { setImmediate as turn } from 'node:timers/promises';
import type { FileEntry, fileSortSchema } from '../../contract/files';
import type { z } from '../../contract/common';
import { countWhile } from '../../kit/sorted';
import type { FileState } from './side';

export type FileSort = z.infer<typeof fileSortSchema>;

/** An entry with what is needed to sort and show it. Its path is made when it is shown. */
export interface ListedEntry extends FileState {
  /** As people see it. */
  name: string;
  bytesOfName: Buffer;
  owner: string;
  group: string;
  /** Undefined while nobody has looked where the link leads. */
  target: FileEntry['target'] | undefined;
  /** A folder, or a link to one. */
  isFolder: boolean;
}

/** Entries handled before others of this process have their turn. */
const entriesPerTurn = 5000;

/** Natural order for people: Chinese by pronunciation, `log2` before `log10`. */
const collator = new Intl.Collator('zh-CN', { numeric: true, sensitivity: 'base' });

type Compare = (a: ListedEntry, b: ListedEntry) => number;

/**
 * Entries of one folder in one order. What has come since the last look is sorted and merged
 * in, so that a folder that is still being read can be shown at any moment.
 */
export class OrderedEntries {
  readonly sort: FileSort;
  private readonly compare: Compare;
  private sorted: ListedEntry[] = [];
  private taken = 0;
  private work: Promise<unknown> = Promise.resolve();

  constructor(sort: FileSort) {
    this.sort = sort;
    this.compare = compareBy(sort);
  }

  /** All entries in order. Calls wait for one another. */
  async of(entries: readonly ListedEntry[]): Promise<readonly ListedEntry[]> {
    const mine = this.work.then(() => this.merge(entries));
    this.work = mine;
    return mine;
  }

  private async merge(entries: readonly ListedEntry[]): Promise<readonly ListedEntry[]> {
    // What comes while this goes on is for the next look, or there would be no end.
    const end = entries.length;
    while (this.taken < end) {
      const fresh = entries.slice(this.taken, Math.min(end, this.taken + entriesPerTurn));
      this.taken += fresh.length;
      fresh.sort(this.compare);
      this.sorted = await merged(this.sorted, fresh, this.compare);
    }
    return this.sorted;
  }
}

async function merged(
  one: readonly ListedEntry[],
  other: readonly ListedEntry[],
  compare: Compare,
): Promise<ListedEntry[]> {
  const all: ListedEntry[] = [];
  let at = 0;
  for (const entry of other) {
    // The other list is the short one: its places are found by halving.
    const from = at;
    const before = countWhile(one.length - from, (index) => {
      const there = one[from + index];
      return there !== undefined && compare(there, entry) <= 0;
    });
    for (; at < from + before; at += 1) all.push(one[at] as ListedEntry);
    all.push(entry);
  }
  for (; at < one.length; at += 1) all.push(one[at] as ListedEntry);
  await turn();
  return all;
}

/** Folders come first in both directions; equal ones in order of name. */
function compareBy({ by, descending }: FileSort): Compare {
  const sign = descending ? -1 : 1;
  const byName: Compare = (a, b) =>
    collator.compare(a.name, b.name) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return (a, b) => {
    if (a.isFolder !== b.isFolder) return a.isFolder ? -1 : 1;
    const order = by === 'name' ? 0 : (a[by] ?? -1) - (b[by] ?? -1);
    return order === 0 ? (by === 'name' ? sign : 1) * byName(a, b) : sign * order;
  };
}

/**
 * Whether a name fits what was typed: part of it in any letter case, or, with `*` and `?`,
 * the whole of it.
 */
export function nameFilter(filter: string): (name: string) => boolean {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return () => true;
  if (!/[*?]/.test(wanted)) return (name) => name.toLowerCase().includes(wanted);
  const pattern = [...wanted];
  return (name) => fits([...name.toLowerCase()], pattern);
}

/** Goes back to the last star only, so that no pattern takes more than length times length. */
function fits(name: readonly string[], pattern: readonly string[]): boolean {
  let at = 0;
  let step = 0;
  let star = -1;
  let starAt = 0;
  while (at < name.length) {
    if (step < pattern.length && pattern[step] === '*') {
      star = step++;
      starAt = at;
    } else if (step < pattern.length && (pattern[step] === '?' || pattern[step] === name[at])) {
      step += 1;
      at += 1;
    } else if (star >= 0) {
      step = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (pattern[step] === '*') step += 1;
  return step === pattern.length;
}
