import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A process, told from a later one that the system gave the same number. */
export interface ProcessMark {
  pid: number;
  /** Its start in ticks since boot; null where that cannot be told. */
  started: string | null;
}

export const processMarkSchema = z.object({
  pid: z.number().int(),
  started: z.string().nullable(),
});

/** The process we are. */
export function thisProcess(): ProcessMark {
  return { pid: process.pid, started: startOf(process.pid) };
}

/** Whether a process still lives. */
export function isRunning({ pid, started }: ProcessMark): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  return started === null || startOf(pid) === started;
}

/** Whether it is another process than ours, and lives. */
export function isElsewhere(owner: ProcessMark | null | undefined): owner is ProcessMark {
  return owner != null && owner.pid !== process.pid && isRunning(owner);
}

/** Field 22 of /proc/PID/stat (proc(5)); null elsewhere. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
