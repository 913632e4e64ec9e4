import type { Evidence } from '../../../contract/cases';
import type { LogAbout, Location } from './handle';

interface Interval {
  from: number;
  to: number;
  name: string;
}

/** Which evidence of the active case bytes of a log belong to. */
export class Pins {
  private readonly evidence: () => readonly Evidence[];
  private intervals: Map<string, Interval[]> | null = null;

  /** @param evidence of the active case */
  constructor(evidence: () => readonly Evidence[]) {
    this.evidence = evidence;
  }

  /** Looks again at the case and its evidence. @returns whether any row wears another number now */
  changed(): boolean {
    const before = JSON.stringify([...(this.intervals ?? [])]);
    this.intervals = this.read();
    return JSON.stringify([...this.intervals]) !== before;
  }

  /** `E7`, or null. */
  at(about: LogAbout, locations: readonly Location[]): string | null {
    this.intervals ??= this.read();
    if (this.intervals.size === 0) return null;
    for (const { path, inode, from, to } of locations) {
      if (from === null || to === null) continue;
      const found = this.intervals
        .get(fileKey(about.host, path, inode))
        ?.find((one) => one.from < to && one.to > from);
      if (found) return found.name;
    }
    return null;
  }

  private read(): Map<string, Interval[]> {
    const intervals = new Map<string, Interval[]>();
    for (const { ordinal, provenance, removed } of this.evidence()) {
      if (removed || provenance.kind !== 'log') continue;
      const { files, parts, host, path, inode, byteFrom, byteTo } = provenance;
      const add = (key: string, from: number, to: number): void => {
        const list = intervals.get(key) ?? [];
        list.push({ from, to, name: `E${ordinal}` });
        intervals.set(key, list);
      };
      if (!files || !parts) {
        if (byteFrom !== null && byteTo !== null)
          add(fileKey(host, path, inode === null ? null : String(inode)), byteFrom, byteTo);
        continue;
      }
      for (const [number, from, bytes] of parts) {
        const file = files[number];
        if (!file || from === null) continue;
        const known = file.inode === null ? null : String(file.inode);
        add(fileKey(file.host, file.path, known), from, from + bytes);
      }
    }
    return intervals;
  }
}

/** A file stays itself when it is renamed, as far as its inode is known. */
function fileKey(host: string, path: string, inode: string | null): string {
  return `${host}\0${inode ?? path}`;
}
