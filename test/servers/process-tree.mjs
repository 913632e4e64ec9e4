/**
 * The processes below one process, as Linux shows them under `/proc`.
 *
 * Plain JavaScript because the reaper runs it without a build step.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Parent of each live process: pid → parent pid. */
function readParents() {
  const parents = new Map();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      // The command name is in parentheses and may hold spaces and parentheses itself:
      // fields are counted from the last closing one (man 5 proc).
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      parents.set(Number(entry), Number(fields[1]));
    } catch {
      // The process ended while the folder was read.
    }
  }
  return parents;
}

/** Every process below `root`, children before grandchildren, without `root` itself. */
export function descendants(root) {
  const parents = readParents();
  const found = [];
  const queue = [root];
  for (let parent = queue.shift(); parent !== undefined; parent = queue.shift()) {
    for (const [child, itsParent] of parents) {
      if (itsParent === parent) {
        found.push(child);
        queue.push(child);
      }
    }
  }
  return found;
}

/** Sends `signal` to each process; those that are gone already are passed over. */
export function signalAll(pids, signal) {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
}
