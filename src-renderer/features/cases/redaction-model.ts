/** A line that redaction changes. */
export interface ChangedLine {
  /** From 0. */
  line: number;
  before: string;
  after: string;
}

/** The first `most` lines that differ between two texts of the same lines. */
export function changedLines(before: string, after: string, most: number): ChangedLine[] {
  const old = before.split(/\r?\n/);
  const changed: ChangedLine[] = [];
  for (const [line, text] of after.split(/\r?\n/).entries()) {
    const original = old[line];
    if (original === undefined || changed.length === most) break;
    if (original !== text) changed.push({ line, before: original, after: text });
  }
  return changed;
}
