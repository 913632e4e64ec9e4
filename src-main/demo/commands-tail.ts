import { once } from 'node:events';
import { parseCount, parseOptions } from './commands-options';
import { normalisePath, VirtualFile } from './files';
import type { Command, CommandCall } from './shell-types';

const BLOCK = 64 * 1024;
const NEW_LINE = 0x0a;

/** Where `tail -n`/`-c` begins in a file: an offset in bytes. */
function startOffset(file: VirtualFile, unit: 'lines' | 'bytes', count: string): number {
  const fromStart = count.startsWith('+');
  const amount = parseCount(count.replace(/^[+-]/, '')) ?? 10;
  if (unit === 'bytes') {
    return fromStart
      ? Math.min(file.size, Math.max(0, amount - 1))
      : Math.max(0, file.size - amount);
  }
  const bytes = file.read(0, file.size);
  if (fromStart) {
    let offset = 0;
    for (let line = 1; line < amount; line++) {
      const end = bytes.indexOf(NEW_LINE, offset);
      if (end < 0) return bytes.length;
      offset = end + 1;
    }
    return offset;
  }
  if (amount === 0) return bytes.length;
  let offset = bytes.at(-1) === NEW_LINE ? bytes.length - 1 : bytes.length;
  for (let line = 0; line < amount; line++) {
    const start = offset === 0 ? -1 : bytes.lastIndexOf(NEW_LINE, offset - 1);
    if (start < 0) return 0;
    offset = start;
  }
  return offset + 1;
}

interface Target {
  name: string;
  path: string;
  file: VirtualFile | undefined;
  offset: number;
  generation: number;
}

/** Follows files the way GNU tail does; texts of its messages are GNU's. */
class Follower {
  readonly #call: CommandCall;
  readonly #targets: Target[];
  readonly #byName: boolean;
  #shown: Target | undefined;

  constructor(call: CommandCall, targets: Target[], byName: boolean) {
    this.#call = call;
    this.#targets = targets;
    this.#byName = byName;
  }

  /** Prints what a target has beyond its offset, with a header when there are several. */
  async drain(target: Target, always = false): Promise<void> {
    const { file } = target;
    if (file === undefined) return;
    if (
      this.#targets.length > 1 &&
      this.#shown !== target &&
      (always || target.offset < file.size)
    ) {
      const gap = this.#shown === undefined ? '' : '\n';
      await this.#call.out(`${gap}==> ${target.name} <==\n`);
      this.#shown = target;
    }
    while (target.offset < file.size && target.generation === file.generation) {
      const bytes = file.read(target.offset, BLOCK);
      target.offset += bytes.length;
      await this.#call.out(bytes);
    }
  }

  /** Looks for truncation and, by name, for another file under the name. */
  async #check(target: Target): Promise<void> {
    const { file, name } = target;
    if (
      file !== undefined &&
      (target.generation !== file.generation || file.size < target.offset)
    ) {
      await this.#call.error(`tail: ${name}: file truncated\n`);
      target.offset = 0;
      target.generation = file.generation;
    }
    await this.drain(target);
    if (!this.#byName) return;
    const current = this.#call.machine.files.file(target.path);
    if (current === target.file) return;
    const message =
      current === undefined
        ? `tail: '${name}' has become inaccessible: No such file or directory\n`
        : target.file === undefined
          ? `tail: '${name}' has appeared;  following new file\n`
          : `tail: '${name}' has been replaced;  following new file\n`;
    await this.#call.error(message);
    target.file = current;
    target.offset = 0;
    target.generation = current?.generation ?? 0;
    await this.drain(target);
  }

  async run(): Promise<void> {
    const { files } = this.#call.machine;
    const { signal } = this.#call;
    while (!signal.aborted) {
      const seen = files.version;
      for (const target of this.#targets) await this.#check(target);
      if (files.version !== seen || signal.aborted) continue;
      const wake = new AbortController();
      const stopListening = files.onChange(() => wake.abort());
      const interrupted = (): void => wake.abort();
      signal.addEventListener('abort', interrupted);
      await once(wake.signal, 'abort');
      signal.removeEventListener('abort', interrupted);
      stopListening();
    }
  }
}

async function tailInput(
  call: CommandCall,
  unit: 'lines' | 'bytes',
  count: string,
): Promise<number> {
  const blocks: Buffer[] = [];
  for await (const block of call.input) blocks.push(block);
  const file = new VirtualFile(0, { owner: 'root', mode: 0o644, modified: 0 });
  file.append(Buffer.concat(blocks), 0);
  await call.out(file.read(startOffset(file, unit, count), file.size));
  return 0;
}

const tail: Command = async (call) => {
  if (call.arguments.includes('--version')) {
    await call.out('tail (GNU coreutils) 8.32 (simulated)\n');
    return 0;
  }
  const options = parseOptions(call.arguments, 'n:c:fFrqvs:p:', {
    lines: 'n',
    bytes: 'c',
    follow: 'f',
    retry: 'r',
    quiet: 'q',
    silent: 'q',
    verbose: 'v',
    'sleep-interval': 's',
    pid: 'p',
  });
  if (options.unknown !== undefined) {
    await call.error(`tail: invalid option -- '${options.unknown.replace(/^-+/, '')}'\n`);
    return 1;
  }
  const { values } = options;
  const unit = values.has('c') ? 'bytes' : 'lines';
  const count = values.get('c') ?? values.get('n') ?? '10';
  if (parseCount(count.replace(/^[+-]/, '')) === undefined) {
    await call.error(`tail: invalid number of ${unit}: '${count}'\n`);
    return 1;
  }
  if (options.operands.length === 0) return tailInput(call, unit, count);
  const byName = values.has('F') || values.get('f') === 'name';
  const follows = byName || values.has('f');
  const retries = values.has('F') || values.has('r');
  let status = 0;
  const targets: Target[] = [];
  for (const name of options.operands) {
    const path = normalisePath(name, call.directory);
    const file = call.machine.files.file(path);
    const isDirectory = call.machine.files.facts(path)?.kind === 'directory';
    if (isDirectory) {
      await call.error(`tail: error reading '${name}': Is a directory\n`);
      status = 1;
    } else if (file === undefined || !file.readableBy(call.user)) {
      const reason = file === undefined ? 'No such file or directory' : 'Permission denied';
      await call.error(`tail: cannot open '${name}' for reading: ${reason}\n`);
      status = 1;
      if (retries && file === undefined) {
        targets.push({ name, path, file, offset: 0, generation: 0 });
      }
    } else {
      const offset = startOffset(file, unit, count);
      targets.push({ name, path, file, offset, generation: file.generation });
    }
  }
  const follower = new Follower(call, targets, byName);
  for (const target of targets) await follower.drain(target, true);
  if (!follows) return status;
  if (targets.length === 0) {
    await call.error('tail: no files remaining\n');
    return 1;
  }
  await follower.run();
  return status;
};

/** `tail`, which reads from the end and follows. */
export const followCommands: Record<string, Command> = { tail };
