import { pause } from './commands-running';
import { processesOf, uptimeLine } from './commands-system';
import { columnsOf } from './listing';
import { moving } from './machine-facts';
import type { Command, CommandCall } from './shell-types';

const REFRESH_MILLISECONDS = 1500;
const ESCAPE = '\u001b';

/** One screen of `top`, line by line. */
function topLines(call: CommandCall, byMemory: boolean): string[] {
  const { facts, now } = call.machine;
  const processes = processesOf(call).sort((left, right) =>
    byMemory ? right.memory - left.memory : right.cpu - left.cpu,
  );
  const busy = Math.min(100, moving((facts.load / facts.cpus) * 100, now(), 9));
  const { memory } = facts;
  const used = moving(memory.used, now(), 5);
  const idle = Math.max(0, memory.total - used - memory.cache);
  return [
    `top - ${uptimeLine(call)}`,
    `Tasks: ${processes.length + 214} total,   2 running, ${processes.length + 212} sleeping,   0 stopped,   0 zombie`,
    `%Cpu(s): ${busy.toFixed(1).padStart(4)} us,  3.1 sy,  0.0 ni, ${(96.9 - busy * 0.9).toFixed(1)} id,  1.2 wa`,
    `MiB Mem : ${memory.total.toFixed(1)} total, ${idle.toFixed(1)} free, ${used.toFixed(1)} used, ${memory.cache.toFixed(1)} buff/cache`,
    '',
    `${ESCAPE}[7m    PID USER       %CPU  %MEM     RES COMMAND`,
    ...processes.map(({ pid, user, cpu, memory: share, resident, command }) => {
      const figures = [cpu.toFixed(1), share.toFixed(1)].map((each) => each.padStart(5)).join(' ');
      return `${String(pid).padStart(7)} ${user.padEnd(8)}  ${figures} ${`${resident}m`.padStart(7)} ${command}`;
    }),
  ];
}

/** Cuts a line at the right edge of the screen; colours take no column. */
function fit(line: string, columns: number): string {
  const colour = line.startsWith(ESCAPE) ? line.slice(0, 4) : '';
  let text = '';
  let width = 0;
  for (const character of line.slice(colour.length)) {
    width += columnsOf(character);
    if (width > columns) break;
    text += character;
  }
  return colour === '' ? text : `${colour}${text.padEnd(columns)}${ESCAPE}[0m`;
}

/** `top`: full screen until `q`; `M` and `P` sort. With `-b`, or without a terminal, once. */
const top: Command = async (call) => {
  const { terminal } = call;
  if (terminal === undefined || call.arguments.includes('-b')) {
    const lines = topLines(call, false).map((line) => line.replace(`${ESCAPE}[7m`, ''));
    await call.out(`${lines.join('\n')}\n`);
    return 0;
  }
  let byMemory = false;
  let isOver = false;
  let wake = new AbortController();
  const release = terminal.takeKeys((keys) => {
    for (const key of keys) {
      if (key === 'q' || key === '\u0003') isOver = true;
      if (key === 'M') byMemory = true;
      if (key === 'P') byMemory = false;
    }
    wake.abort();
  });
  try {
    await call.out(`${ESCAPE}[?1049h${ESCAPE}[?25l`);
    while (!isOver && !call.signal.aborted) {
      const rows = terminal.rows();
      const lines = topLines(call, byMemory).slice(0, rows);
      const painted = lines.map((line) => `${fit(line, terminal.columns())}${ESCAPE}[K`);
      await call.out(`${ESCAPE}[H${painted.join('\r\n')}${ESCAPE}[J`);
      wake = new AbortController();
      await pause(
        { ...call, signal: AbortSignal.any([call.signal, wake.signal]) },
        REFRESH_MILLISECONDS,
      );
    }
  } finally {
    release();
    await call.out(`${ESCAPE}[?25h${ESCAPE}[?1049l`);
  }
  return 0;
};

/** Empties the screen and what is above it. */
const clear: Command = async (call) => {
  await call.out(`${ESCAPE}[H${ESCAPE}[2J${ESCAPE}[3J`);
  return 0;
};

/** Commands that fill the screen. */
export const screenCommands: Record<string, Command> = { top, clear };
