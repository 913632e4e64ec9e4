import { createHash } from 'node:crypto';

const ending = '.fieldbench-part';
/** Longest name that file systems take, in bytes. */
const longestName = 255;

/**
 * The name under which a file is built beside its place. A person who finds one after an
 * accident sees whose it is.
 */
export function partNameOf(name: Buffer): Buffer {
  const part = Buffer.concat([Buffer.from('.'), name, Buffer.from(ending)]);
  // Room is left for the ending that a replaced file has for a moment.
  if (part.length <= longestName - 4) return part;
  const short = createHash('sha256').update(name).digest('hex').slice(0, 32);
  return Buffer.from(`.${short}${ending}`);
}

/** `report.txt` as `report (2).txt`; for a name that is taken. */
export function numberedName(name: Buffer, number: number): Buffer {
  const dot = name.lastIndexOf(0x2e);
  const end = dot > 0 ? dot : name.length;
  return Buffer.concat([name.subarray(0, end), Buffer.from(` (${number})`), name.subarray(end)]);
}
