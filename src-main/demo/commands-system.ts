import { formatTime } from './plant-time';
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

function unescape(text: string): string {
  const letters: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '0': '\0' };
  return text.replace(/\\([ntr\\0])/g, (_, letter: string) => letters[letter] ?? letter);
}

const echo: Command = async (call) => {
  const [first, ...others] = call.arguments;
  const words = first === '-n' || first === '-e' ? others : call.arguments;
  const text = words.join(' ');
  await call.out((first === '-e' ? unescape(text) : text) + (first === '-n' ? '' : '\n'));
  return 0;
};

const printf: Command = async (call) => {
  const [format = '', ...values] = call.arguments;
  const fill = (): string =>
    unescape(format).replace(/%([sd%])/g, (_, letter: string) =>
      letter === '%' ? '%' : (values.shift() ?? (letter === 'd' ? '0' : '')),
    );
  let text = fill();
  while (values.length > 0 && /%[sd]/.test(format)) text += fill();
  await call.out(text);
  return 0;
};

function runsFor(call: CommandCall): string {
  const minutes = Math.floor((call.machine.now() - call.machine.bootedAt) / 60_000);
  const hours = String(Math.floor(minutes / 60) % 24).padStart(2);
  return `${Math.floor(minutes / 1440)} days, ${hours}:${String(minutes % 60).padStart(2, '0')}`;
}

const df = prints(
  () => `Filesystem     1024-blocks      Used Available Capacity Mounted on
/dev/sda3         52403200  18341724  34061476      36% /
/dev/sdb1        524032000 487349760  36682240      94% /u01
/dev/sda1          1038336    183548    854788      18% /boot
`,
);

const dfHuman = prints(
  () => `Filesystem      Size  Used Avail Use% Mounted on
/dev/sda3        50G   18G   33G  36% /
/dev/sdb1       500G  465G   35G  94% /u01
/dev/sda1      1014M  180M  835M  18% /boot
`,
);

const free = prints(
  () => `              total        used        free      shared  buff/cache   available
Mem:          64256       48712        2104         612       13440       14108
Swap:         16383        3277       13106
`,
);

const ps = prints(
  (call) => `  PID USER     %CPU %MEM COMMAND
    1 root      0.0  0.0 /usr/lib/systemd/systemd
 2817 oracle    1.8  3.1 ora_pmon_ncdb
 4471 nc       42.6 38.0 java -server -Xmx24g -Dnc.server.name=master nc.bs.framework.server.Main
 4530 nc       11.3 12.4 java -server -Xmx8g -Dnc.server.name=ncMem1 nc.bs.framework.server.Main
 6122 tomcat    3.7  6.9 java -Dcatalina.base=/u01/tomcat org.apache.catalina.startup.Bootstrap start
${[...call.machine.processes.keys()].map((pid) => `${String(pid).padStart(5)} ${call.machine.user.padEnd(6)}   0.0  0.0 sh`).join('\n')}
`,
);

/** `command -v X` and `which X`: where a command would lie. */
const which: Command = async (call) => {
  const names = call.arguments.filter((word) => !word.startsWith('-'));
  let status = 0;
  for (const name of names) {
    if (call.machine.hasCommand(name)) await call.out(`/usr/bin/${name}\n`);
    else status = 1;
  }
  return status;
};

const command: Command = (call) =>
  call.arguments[0]?.startsWith('-') ? which(call) : call.run(call.arguments);

const env: Command = async (call) => {
  const words = call.arguments.filter((word) => word !== '-i');
  if (words.some((word) => !word.includes('='))) return call.run(words);
  await call.out([...call.environment].map(([name, value]) => `${name}=${value}\n`).join(''));
  return 0;
};

/** `nice -n 10 X`, `ionice -c3 X`, `nohup X`, `stdbuf -oL X`, `timeout`-less wrappers. */
const wrapper: Command = (call) => {
  const words = [...call.arguments];
  while (words[0]?.startsWith('-')) {
    const option = words.shift() ?? '';
    if (/^-[a-z]$/.test(option)) words.shift();
  }
  return words.length === 0 ? 0 : call.run(words);
};

const sh: Command = async (call) => {
  const at = call.arguments.findIndex((word) => /^-[a-z]*c$/.test(word));
  const line = call.arguments[at + 1];
  if (at >= 0 && line !== undefined) return call.runLine(line);
  await call.error('sh: only "sh -c" is simulated\n');
  return 2;
};

const kill: Command = async (call) => {
  let status = 0;
  for (const word of call.arguments.filter((argument) => /^\d+$/.test(argument))) {
    const process = call.machine.processes.get(Number(word));
    if (process === undefined) {
      await call.error(`sh: 1: kill: No such process\n`);
      status = 1;
    } else if (!call.arguments.includes('-0')) {
      process.abort();
    }
  }
  return status;
};

const sleep: Command = async (call) => {
  const seconds = Number(call.arguments[0]);
  if (!Number.isFinite(seconds) || seconds < 0) {
    await call.error(`sleep: invalid time interval '${call.arguments[0] ?? ''}'\n`);
    return 1;
  }
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(seconds * 1000, 0x7fffffff));
    call.signal.addEventListener('abort', done);
  });
  return call.signal.aborted ? 130 : 0;
};

/** Commands that tell of the simulated machine. Every figure they print is made up. */
export const systemCommands: Record<string, Command> = {
  uname,
  date,
  echo,
  printf,
  sh,
  bash: sh,
  env,
  kill,
  sleep,
  which,
  command,
  type: which,
  nice: wrapper,
  ionice: wrapper,
  nohup: wrapper,
  stdbuf: wrapper,
  exec: (call) => (call.arguments.length === 0 ? 0 : call.run(call.arguments)),
  hostname: prints((call) => `${call.machine.hostname}\n`),
  whoami: prints((call) => `${call.machine.user}\n`),
  id: prints(
    ({ machine: { user } }) => `uid=1001(${user}) gid=1001(${user}) groups=1001(${user})\n`,
  ),
  pwd: prints((call) => `${call.directory}\n`),
  nproc: prints(() => '16\n'),
  uptime: prints(
    (call) =>
      ` ${formatTime(call.machine.now(), '%T')} up ${runsFor(call)},  1 user,  load average: 6.42, 5.87, 4.90\n`,
  ),
  locale: prints((call) =>
    call.arguments[0] === 'charmap' ? 'UTF-8\n' : 'LANG=zh_CN.UTF-8\nLC_CTYPE="zh_CN.UTF-8"\n',
  ),
  df: (call) => (call.arguments.join('').includes('h') ? dfHuman(call) : df(call)),
  free,
  ps,
  true: () => 0,
  ':': () => 0,
  false: () => 1,
};
