import { readFile, writeFile } from 'node:fs/promises';

/** What a process has resident now. */
export function residentBytes(pid: number): Promise<number> {
  return statusBytes(pid, 'VmRSS');
}

/** The most memory a process had resident since its peak was last forgotten (man 5 proc). */
export function peakBytes(pid: number): Promise<number> {
  return statusBytes(pid, 'VmHWM');
}

/** Forgets the peak so far. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}

async function statusBytes(pid: number, field: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}
