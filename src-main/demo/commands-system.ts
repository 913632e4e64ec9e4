import { parseOptions } from './commands-options';
import { normalisePath } from './files';
import { columnsOf, humanSize } from './listing';
import { moving, type ProcessFacts } from './machine-facts';
import { formatTime } from './plant-time';
import { userNumber } from './sftp-wire';
import type { Command, CommandCall } from './shell-types';

/** A command that prints the same text whatever it is asked. */
function prints(text: (call: CommandCall) => string): Command {
  return async (call) => {
    await call.out(text(call));
    return 0;
  };
}

const RELEASE = '4.19.90-52.22.v2207.ky10.x86_64';

const uname: Command = async (call) => {
  const facts: Record<string, string> = {
    s: 'Linux',
    n: call.machine.hostname,
    r: RELEASE,
    v: '#1 SMP Tue Mar 14 12:19:10 CST 2023',
    m: 'x86_64',
    p: 'x86_64',
    i: 'x86_64',
    o: 'GNU/Linux',
  };
  const letters = call.arguments.join('').replaceAll('-', '') || 's';
  const wanted = letters.includes('a') ? 'snrvmo' : letters;
  await call.out(`${[...wanted].map((letter) => facts[letter] ?? '').join(' ')}\n`);
  return 0;
};

const date: Command = async (call) => {
  const utc =
    call.arguments.some((word) => /^-u|^--utc/.test(word)) || call.environment.get('TZ') === 'UTC';
  const format = call.arguments.find((word) => word.startsWith('+'))?.slice(1);
  const isIso = call.arguments.some((word) => /^(?:-I|--iso-8601)/.test(word));
  const chosen = format ?? (isIso ? '%FT%T%:z' : '%a %b %e %T %Z %Y');
  await call.out(`${formatTime(call.machine.now(), chosen, utc)}\n`);
  return 0;
};

/** Escapes of `echo -e` and `printf`; bytes spelled in octal are bytes, whatever the encoding. */
function unescape(text: string): string {
  const letters: Record<string, string> = {
    n: '\n',
    t: '\t',
    r: '\r',
    a: '\u0007',
    e: '\u001b',
    '\\': '\\',
  };
  return text.replace(/\\(?:0?([0-7]{1,3})|([ntrae\\]))/g, (_, octal?: string, letter = '') => {
    if (octal === undefined) return letters[letter] ?? letter;
    const byte = parseInt(octal, 8) & 0xff;
    return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
  });
}

const echo: Command = async (call) => {
  const options = /^-[ne]+$/.test(call.arguments[0] ?? '') ? (call.arguments[0] ?? '') : '';
  const text = call.arguments.slice(options === '' ? 0 : 1).join(' ');
  const shown = options.includes('e') ? unescape(text) : text;
  await call.out(shown + (options.includes('n') ? '' : '\n'));
  return 0;
};

const printf: Command = async (call) => {
  const [format = '', ...values] = call.arguments;
  const fill = (): string =>
    unescape(format).replace(
      /%(-?)(0?)(\d*)(?:\.(\d+))?([sdbcx%])/g,
      (
        _,
        left: string,
        zero: string,
        width: string,
        digits: string | undefined,
        letter: string,
      ) => {
        if (letter === '%') return '%';
        const given = values.shift();
        const number = Math.trunc(Number(given ?? 0)) || 0;
        const text =
          letter === 'd'
            ? String(number)
            : letter === 'x'
              ? number.toString(16)
              : letter === 'b'
                ? unescape(given ?? '')
                : (given ?? '').slice(0, digits === undefined ? undefined : Number(digits));
        const missing = Math.min(1000, Number(width)) - columnsOf(text);
        if (missing <= 0) return text;
        return left ? text + ' '.repeat(missing) : (zero ? '0' : ' ').repeat(missing) + text;
      },
    );
  let text = fill();
  while (values.length > 0 && /%[^%]/.test(format)) text += fill();
  await call.out(text);
  return 0;
};

function runsFor(call: CommandCall): string {
  const minutes = Math.floor((call.machine.now() - call.machine.bootedAt) / 60_000);
  const hours = String(Math.floor(minutes / 60) % 24).padStart(2);
  return `${Math.floor(minutes / 1440)} days, ${hours}:${String(minutes % 60).padStart(2, '0')}`;
}

/** The line of `uptime`, which `top` and `w` also begin with. */
export function uptimeLine(call: CommandCall): string {
  const now = call.machine.now();
  const { load } = call.machine.facts;
  const loads = [load, load * 0.93, load * 0.8].map((value, index) =>
    moving(value, now, index).toFixed(2),
  );
  return `${formatTime(now, '%T')} up ${runsFor(call)},  1 user,  load average: ${loads.join(', ')}`;
}

/** `df [-h] [-P] [-k] [PATH…]` */
const df: Command = async (call) => {
  const { values, operands } = parseOptions(call.arguments, 'hPkTl');
  const { disks } = call.machine.facts;
  const wanted = operands.map((name) => {
    const path = normalisePath(name, call.directory);
    const holding = disks.filter(({ place }) =>
      `${path}/`.startsWith(place === '/' ? '/' : `${place}/`),
    );
    return holding.reduce((best, disk) => (disk.place.length > best.place.length ? disk : best));
  });
  const human = values.has('h');
  const size = (kilobytes: number): string =>
    human ? humanSize(kilobytes * 1024) : String(kilobytes);
  const rows = [...new Set(wanted.length > 0 ? wanted : disks)].map((disk) => {
    const free = disk.size - disk.used;
    const per = `${Math.ceil((disk.used / disk.size) * 100)}%`;
    return [disk.device, size(disk.size), size(disk.used), size(free), per, disk.place];
  });
  const head = human
    ? ['Filesystem', 'Size', 'Used', 'Avail', values.has('P') ? 'Capacity' : 'Use%', 'Mounted on']
    : ['Filesystem', '1024-blocks', 'Used', 'Available', 'Capacity', 'Mounted on'];
  await call.out(table([head, ...rows], [true, false, false, false, false, true]));
  return 0;
};

/** Columns beside each other; `left` tells which stand at their left side. */
function table(rows: string[][], left: readonly boolean[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: string[]): string =>
    row
      .map((cell, column) => {
        const width = column === row.length - 1 ? 0 : (widths[column] ?? 0);
        return left[column] ? cell.padEnd(width) : cell.padStart(width);
      })
      .join(' ');
  return `${rows.map(line).join('\n')}\n`;
}

/** `free [-m|-g|-k|-h]` */
const free: Command = async (call) => {
  const { values } = parseOptions(call.arguments, 'mgkhbw');
  const unit = values.has('m') ? 1 : values.has('g') ? 1024 : 1 / 1024;
  const { memory, swap } = call.machine.facts;
  const show = (size: number): string =>
    values.has('h') ? `${humanSize(size * 1024 ** 2)}i` : String(Math.round(size / unit));
  const used = moving(memory.used, call.machine.now(), 5);
  const available = Math.max(0, memory.total - used - memory.shared);
  const row = (name: string, sizes: number[]): string =>
    name.padEnd(8) + sizes.map((size) => show(size).padStart(12)).join('');
  const heads = ['total', 'used', 'free', 'shared', 'buff/cache', 'available'];
  const idle = Math.max(0, memory.total - used - memory.cache);
  await call.out(
    `${' '.repeat(8)}${heads.map((head) => head.padStart(12)).join('')}\n` +
      `${row('Mem:', [memory.total, used, idle, memory.shared, memory.cache, available])}\n` +
      `${row('Swap:', [swap.total, swap.used, swap.total - swap.used])}\n`,
  );
  return 0;
};

/** Processes with figures that move; those of services that are down are missing. */
export function processesOf(call: CommandCall): ProcessFacts[] {
  const { facts, processes, services, user, now } = call.machine;
  const isUp = (service: string | undefined): boolean =>
    service === undefined || (services.get(service)?.isActive ?? true);
  const own = [...processes.keys()].map((pid): ProcessFacts => ({
    pid,
    user,
    cpu: 0,
    memory: 0,
    resident: 3,
    command: '-bash',
  }));
  return [...facts.processes.filter(({ service }) => isUp(service)), ...own].map((each) => ({
    ...each,
    cpu: moving(each.cpu, now(), each.pid),
  }));
}

/** `ps`, `ps -ef`, `ps aux`: the same list in three shapes. */
const ps: Command = async (call) => {
  const words = call.arguments.join('');
  const started = formatTime(call.machine.bootedAt, '%b%d');
  const lines = processesOf(call).map(({ pid, user, cpu, memory, resident, command: text }) => {
    const number = String(pid).padStart(7);
    if (words.includes('f'))
      return `${user.padEnd(8)} ${number}       1  0 ${started} ?        00:12:41 ${text}`;
    const figures = `${cpu.toFixed(1).padStart(5)} ${memory.toFixed(1).padStart(4)}`;
    return words.includes('u')
      ? `${user.padEnd(8)} ${number} ${figures} ${String(resident * 1024).padStart(9)} ${text}`
      : `${number} ${user.padEnd(8)} ${figures} ${text}`;
  });
  const head = words.includes('f')
    ? 'UID          PID    PPID  C STIME TTY          TIME CMD'
    : words.includes('u')
      ? 'USER         PID  %CPU %MEM       RSS COMMAND'
      : '    PID USER      %CPU %MEM COMMAND';
  await call.out(`${[head, ...lines].join('\n')}\n`);
  return 0;
};

/** Commands that tell of the simulated machine. Every figure they print is made up. */
export const systemCommands: Record<string, Command> = {
  uname,
  date,
  echo,
  printf,
  df,
  free,
  ps,
  hostname: prints((call) => `${call.machine.hostname}\n`),
  whoami: prints((call) => `${call.user}\n`),
  id: async (call) => {
    const number = userNumber(call.user);
    const { user } = call;
    const whole = `uid=${number}(${user}) gid=${number}(${user}) groups=${number}(${user})`;
    await call.out(`${call.arguments[0] === '-u' ? number : whole}\n`);
    return 0;
  },
  pwd: prints((call) => `${call.directory}\n`),
  nproc: prints((call) => `${call.machine.facts.cpus}\n`),
  uptime: prints((call) => ` ${uptimeLine(call)}\n`),
  w: prints(
    (call) =>
      ` ${uptimeLine(call)}\nUSER     TTY      FROM             LOGIN@   IDLE WHAT\n` +
      `${call.machine.user.padEnd(8)} pts/0    10.20.31.9       09:01    1.00s w\n`,
  ),
  locale: prints((call) => {
    const isGbk = call.machine.codec.encoding === 'gb18030';
    if (call.arguments[0] === 'charmap') return isGbk ? 'GB18030\n' : 'UTF-8\n';
    const language = isGbk ? 'zh_CN.GB18030' : 'zh_CN.UTF-8';
    return `LANG=${language}\nLC_CTYPE="${language}"\n`;
  }),
  true: () => 0,
  ':': () => 0,
  false: () => 1,
};
