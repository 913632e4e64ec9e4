import { normalisePath } from './files';
import { parseCommandLine } from './shell-parser';
import { ByteInput } from './shell-streams';
import { ShellUnfinished } from './shell-tree';
import type { Command, CommandCall } from './shell-types';

/** `command -v X` and `which X`: where a command would lie. */
const which: Command = async (call) => {
  let status = 0;
  for (const word of call.arguments.filter((each) => !each.startsWith('-'))) {
    const name = word.replace(/^\/(?:usr\/)?bin\//, '');
    if (call.machine.hasCommand(name)) await call.out(`/usr/bin/${name}\n`);
    else status = 1;
  }
  return status;
};

const command: Command = (call) =>
  call.arguments[0]?.startsWith('-') ? which(call) : call.run(call.arguments);

const env: Command = async (call) => {
  const words = call.arguments.filter((word) => word !== '-i');
  const assigned = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  if (assigned >= 0) return call.run(words.slice(assigned));
  await call.out([...call.environment].map(([name, value]) => `${name}=${value}\n`).join(''));
  return 0;
};

/** `nice -n 10 X`, `ionice -c3 X`, `nohup X`, `stdbuf -oL X`, `setsid X`. */
const wrapper: Command = (call) => {
  const words = [...call.arguments];
  while (words[0]?.startsWith('-')) {
    const option = words.shift() ?? '';
    if (/^-[a-z]$/.test(option)) words.shift();
  }
  return words.length === 0 ? 0 : call.run(words);
};

/** `timeout 5 X` runs X; nothing here takes so long that it would have to be ended. */
const timeout: Command = (call) => {
  const words = call.arguments.filter((word, index) => index > 0 || !word.startsWith('-'));
  return call.run(words.slice(1));
};

/** Whether more lines must follow. */
function isUnfinished(text: string): boolean {
  try {
    parseCommandLine(text);
    return false;
  } catch (error) {
    return error instanceof ShellUnfinished;
  }
}

const sh: Command = async (call) => {
  const at = call.arguments.findIndex((word) => /^-[a-z]*c$/.test(word));
  const text = call.arguments[at + 1];
  if (at >= 0 && text !== undefined) return call.runText(text, call.arguments.slice(at + 2));
  const file = call.arguments.find((word) => !word.startsWith('-'));
  if (file !== undefined) {
    await call.error(`${call.name}: script files are not simulated in the demo plant\n`);
    return 127;
  }
  let read = '';
  let status = 0;
  for (;;) {
    const line = await call.input.line();
    if (line === undefined) return read === '' ? status : call.runText(read, []);
    read += `${call.machine.codec.text(line)}\n`;
    // Groups are run as they come, as FieldBench gives them to a shell that it keeps open; other
    // texts as a whole, for their lines share variables.
    if (!read.startsWith('{ ') || isUnfinished(read)) continue;
    status = await call.runText(read, []);
    read = '';
  }
};

/** `xargs`: words of the input, or with `-0` what stands between zero bytes, behind a command. */
const xargs: Command = async (call) => {
  const words = [...call.arguments];
  let zero = false;
  let most = Number.MAX_SAFE_INTEGER;
  while (words[0]?.startsWith('-')) {
    const option = words.shift() ?? '';
    if (option === '-0') zero = true;
    else if (option === '-n') most = Number(words.shift());
    else if (/^-n\d+$/.test(option)) most = Number(option.slice(2));
  }
  const text = call.machine.codec.text(await call.input.take(Number.MAX_SAFE_INTEGER));
  const given = text.split(zero ? '\0' : /\s+/).filter((each) => each !== '');
  if (given.length === 0) return 0;
  let status = 0;
  for (let from = 0; from < given.length; from += most) {
    const some = given.slice(from, from + most);
    const input = ByteInput.of(Buffer.alloc(0));
    const ended = await call.run([...(words.length > 0 ? words : ['echo']), ...some], { input });
    if (ended !== 0) status = 123;
  }
  return status;
};

/** `dd bs=1 count=N`: so many bytes of the input, the rest of which stays; `if=` with `skip=`: of a file. */
const dd: Command = async (call) => {
  const values = new Map(call.arguments.map((word) => word.split('=', 2) as [string, string]));
  if (values.has('of')) {
    await call.error('dd: only standard output is simulated in the demo plant\n');
    return 127;
  }
  const [, number = '512', kilo = ''] = /^(\d+)(k?)$/i.exec(values.get('bs') ?? '') ?? [];
  const size = Number(number) * (kilo === '' ? 1 : 1024);
  const most = size * Number(values.get('count') ?? Number.MAX_SAFE_INTEGER);
  const name = values.get('if');
  if (name !== undefined) return copyOf(call, name, size * Number(values.get('skip') ?? 0), most);
  const bytes = await call.input.take(most);
  await call.out(bytes);
  await call.error(`${bytes.length} bytes copied\n`);
  return 0;
};

async function copyOf(
  call: CommandCall,
  name: string,
  from: number,
  most: number,
): Promise<number> {
  const path = normalisePath(name, call.directory);
  const file = call.machine.files.file(path);
  if (!file?.readableBy(call.user)) {
    const reason = file ? 'Permission denied' : 'No such file or directory';
    await call.error(`dd: failed to open '${name}': ${reason}\n`);
    return 1;
  }
  const bytes = file.read(from, Math.min(most, Math.max(0, file.size - from)));
  await call.out(bytes);
  await call.error(`${bytes.length} bytes copied\n`);
  return 0;
}

const kill: Command = async (call) => {
  let status = 0;
  for (const word of call.arguments.filter((argument) => /^\d+$/.test(argument))) {
    const process = call.machine.processes.get(Number(word));
    if (process === undefined) {
      const isThere = call.machine.facts.processes.some(({ pid }) => pid === Number(word));
      const reason = isThere ? 'Operation not permitted' : 'No such process';
      await call.error(`bash: kill: (${word}) - ${reason}\n`);
      status = 1;
    } else if (!call.arguments.includes('-0')) {
      process.abort();
    }
  }
  return status;
};

/** Waits; false when the command was ended before. */
export async function pause(call: CommandCall, milliseconds: number): Promise<boolean> {
  if (call.signal.aborted) return false;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(milliseconds, 0x7fffffff));
    call.signal.addEventListener('abort', done);
  });
  return !call.signal.aborted;
}

const sleep: Command = async (call) => {
  const seconds = Number(call.arguments[0]);
  if (!Number.isFinite(seconds) || seconds < 0) {
    await call.error(`sleep: invalid time interval '${call.arguments[0] ?? ''}'\n`);
    return 1;
  }
  return (await pause(call, seconds * 1000)) ? 0 : 130;
};

/** Commands that run others, or end them. */
export const runningCommands: Record<string, Command> = {
  sh,
  bash: sh,
  env,
  kill,
  sleep,
  which,
  command,
  xargs,
  dd,
  timeout,
  type: which,
  nice: wrapper,
  ionice: wrapper,
  nohup: wrapper,
  stdbuf: wrapper,
  setsid: wrapper,
  exec: (call) => (call.arguments.length === 0 ? 0 : call.run(call.arguments)),
};
