import { shellQuote } from './run';

/** Options of {@link superviseCommand}. */
export interface SuperviseOptions {
  /** Seconds between TERM and KILL. Default 5. */
  graceSeconds?: number;
}

/**
 * A command that runs a POSIX sh script under supervision: in a process group of its own,
 * without input, and ended as a whole group, by TERM and after the grace by KILL, when the
 * channel's input ends. The input ends when we end it, when we close the channel and when the
 * connection breaks, so that nothing is left over there even after a kill -9 here. The exit
 * code is the script's; a script that a signal ended gives 128 and the signal's number.
 *
 * Run it with `exec(…, { stdin: true })` and end its `stdin` to stop it.
 *
 * It needs sh, printf, sleep and kill of POSIX, and a log-in shell that knows single quotes
 * and `exec` (sh, bash, dash, ksh, zsh, csh, tcsh, fish).
 *
 * Processes that the script left in the background live on when the script itself has ended,
 * as a service started by it should; while it runs, they belong to the group that is stopped.
 *
 * @param script what `sh -c` is given; its `$0` is `sh`
 */
export function superviseCommand(script: string, options: SuperviseOptions = {}): string {
  const job = `sh -c ${shellQuote(script)}`;
  return shellCommand(superviseJob({ own: job, session: `setsid ${job}` }, options));
}

/**
 * A command whose log-in shell may be any shell: hands a POSIX sh script of any text to sh.
 * No character of it means anything to csh, where even single quotes leave `!` and line
 * breaks alive, nor to fish, where a backslash before a quote is one.
 */
export function shellCommand(script: string): string {
  return `exec sh -c 'eval "$(printf %b "${encode(script)}")"'`;
}

/** A job for {@link superviseJob}: sh commands without the `&`. */
export interface SupervisedJob {
  /** The job as it is put into the background, e.g. `{ make; report; }`. */
  own: string;
  /** The same through `setsid`, which must be its last command, e.g. `setsid sh -c '…'`. */
  session: string;
}

/**
 * The lines of the supervisor, for who writes the script around it: they take the shell's
 * input, and end the shell with the job's exit code. See {@link superviseCommand}.
 *
 * `set -m` gives background jobs groups of their own. Where sh refuses it without a terminal
 * (BusyBox, older dash), setsid does; where there is no setsid either, the session's own group
 * is ended, which sshd makes for every command, the supervisor with it.
 *
 * The watcher reads the channel; from the moment it stops the job it ignores TERM, so that
 * the supervisor, which ends it when the job is over, waits for its last act instead.
 */
export function superviseJob(job: SupervisedJob, options: SuperviseOptions = {}): string {
  const tenths = Math.round((options.graceSeconds ?? 5) * 10);
  return [
    'exec 3<&0 </dev/null',
    // Where sh has no such option, asking for it would end the shell.
    '(set -m) 2>/dev/null && set -m 2>/dev/null',
    'own=1',
    'case $- in',
    `*m*) ${job.own} 3<&- & ;;`,
    `*) if command -v setsid >/dev/null 2>&1; then ${job.session} 3<&- & else own=; ${job.own} 3<&- & fi ;;`,
    'esac',
    'job=$!',
    // Neither holds the channel open, and notes of job control are nobody's output.
    'exec >/dev/null 2>&1',
    'if [ "$own" ]; then group=$job; else group=$$; fi',
    '(',
    '(unset TMOUT) 2>/dev/null && unset TMOUT',
    'while read -r line <&3; do :; done',
    "trap '' TERM",
    'kill -TERM -$group || kill -TERM $job',
    `left=${tenths}`,
    'while [ $left -gt 0 ] && kill -0 -$group; do',
    'if sleep 0.1; then left=$((left - 1)); else sleep 1; left=$((left - 10)); fi',
    'done',
    'kill -KILL -$group || kill -KILL $job',
    ') &',
    'watcher=$!',
    // Not before: until the watcher has dropped the trap, too, it would hear of no end of the job.
    '[ "$own" ] || trap : TERM',
    'exec 3<&-',
    'wait $job',
    'code=$?',
    // ksh93 says 256 and the signal's number.
    '[ $code -gt 255 ] && code=$((code - 128))',
    'kill -TERM -$watcher || kill -TERM $watcher',
    'wait $watcher',
    'exit $code',
  ].join('\n');
}

/** Every ASCII character that any shell might take for its own, as an octal escape of `printf %b`. */
function encode(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex
    /[^A-Za-z0-9 _./:=,+@%-]/g,
    (character) =>
      character > '\x7f' ? character : `\\0${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
}
