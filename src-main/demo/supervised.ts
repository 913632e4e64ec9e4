import { SUPERVISED } from './shell-builtins';

/**
 * The lines of `superviseJob` in host/ssh/supervise.ts, which run a job in the background, end
 * it when the channel's input ends, and pass its exit code on.
 */
const supervisor =
  /^exec 3<&0 <\/dev\/null\n\(set -m\)[^\n]*\nown=1\ncase \$- in\n\*m\*\) ([\s\S]*?) 3<&- & ;;\n\*\) if command -v setsid[\s\S]*?\nexit \$code$/m;

/**
 * FieldBench wraps what must end for certain in a supervisor of background jobs and signals,
 * neither of which this shell has. It knows those lines and does what they are there for: the
 * job runs without input and is ended with the input.
 */
export function withoutSupervisor(text: string): string {
  return text.replace(supervisor, (_all, job: string) => `${SUPERVISED}\n${job}\nexit $?`);
}
