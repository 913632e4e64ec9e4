import { createHash } from 'node:crypto';
import { contents, gather, splitLines } from './commands-input';
import { parseCount, parseOptions } from './commands-options';
import { DEVICE_NUMBER, normalisePath, splitPath, type NodeFacts } from './files';
import { columnsOf, describePermissions, longListing } from './listing';
import { formatTime } from './plant-time';
import { userNumber } from './sftp-wire';
import type { Command, CommandCall } from './shell-types';

const cat: Command = async (call) => {
  let status = 0;
  const { operands } = parseOptions(call.arguments, 'nuA');
  for await (const { blocks } of contents(call, operands, () => (status = 1))) {
    for await (const block of blocks) await call.out(block);
  }
  return status;
};

const head: Command = async (call) => {
  const { values, operands } = parseOptions(call.arguments, 'n:c:qv', { lines: 'n', bytes: 'c' });
  const amount = parseCount(values.get('c') ?? values.get('n') ?? '10');
  if (amount === undefined) {
    await call.error('head: invalid number\n');
    return 1;
  }
  let status = 0;
  for await (const { name, blocks } of contents(call, operands, () => (status = 1))) {
    if (operands.length > 1) await call.out(`==> ${name} <==\n`);
    let left = amount;
    for await (const block of blocks) {
      const pieces = values.has('c') ? [block.subarray(0, left)] : splitLines(block);
      for (const piece of pieces) {
        if (left <= 0) break;
        await call.out(piece);
        if (values.has('c')) left -= piece.length;
        else if (piece.at(-1) === 0x0a) left -= 1;
      }
      if (left <= 0) break;
    }
  }
  return status;
};

const wc: Command = async (call) => {
  const { values, operands } = parseOptions(call.arguments, 'lcmw', { lines: 'l', bytes: 'c' });
  let status = 0;
  for await (const { name, blocks } of contents(call, operands, () => (status = 1))) {
    const bytes = await gather(blocks);
    const counts: [string, number][] = [
      ['l', bytes.reduce((sum, byte) => sum + (byte === 0x0a ? 1 : 0), 0)],
      ['w', bytes.toString('latin1').split(/\s+/).filter(Boolean).length],
      ['c', bytes.length],
    ];
    const chosen = counts.filter(([letter]) => values.size === 0 || values.has(letter));
    const label = name === '-' ? '' : ` ${name}`;
    await call.out(`${chosen.map(([, count]) => count).join(' ')}${label}\n`);
  }
  return status;
};

/** How a name is shown in a listing on a terminal: folders blue, links cyan, broken ones red. */
function coloured(call: CommandCall, path: string, name: string, facts: NodeFacts): string {
  const isBroken = facts.kind === 'link' && call.machine.files.facts(path) === undefined;
  const isProgram = facts.kind === 'file' && (facts.mode & 0o111) !== 0;
  const colour = isBroken
    ? '1;31'
    : { directory: '1;34', link: '1;36', file: isProgram ? '1;32' : '' }[facts.kind];
  return colour === '' ? name : `\u001b[${colour}m${name}\u001b[0m`;
}

/** Names beside each other, as many as the terminal is wide. */
function inColumns(names: { shown: string; width: number }[], columns: number): string {
  const widest = Math.max(1, ...names.map(({ width }) => width)) + 2;
  const across = Math.max(1, Math.floor(columns / widest));
  const down = Math.ceil(names.length / across);
  return Array.from({ length: down }, (_, row) => {
    const line = names.filter((_name, index) => index % down === row);
    return line
      .map(({ shown, width }, index) =>
        index === line.length - 1 ? shown : shown + ' '.repeat(widest - width),
      )
      .join('');
  }).join('\n');
}

const ls: Command = async (call) => {
  const { values, operands } = parseOptions(call.arguments, 'la1hditrRSFA', {
    all: 'a',
    color: 'F',
  });
  const { files } = call.machine;
  const { terminal } = call;
  let status = 0;
  const lineOf = (name: string, path: string, facts: NodeFacts): string => {
    const inode = values.has('i') ? `${facts.inode} ` : '';
    const shown = terminal ? coloured(call, path, name, facts) : name;
    const line = values.has('l') ? longListing(shown, facts, values.has('h')) : shown;
    return `${inode}${line}\n`;
  };
  const sorted = <T extends { facts: NodeFacts }>(entries: T[]): T[] => {
    if (values.has('t')) entries.sort((a, b) => b.facts.modified - a.facts.modified);
    if (values.has('S')) entries.sort((a, b) => b.facts.size - a.facts.size);
    if (values.has('r')) entries.reverse();
    return entries;
  };
  const single: { name: string; path: string; facts: NodeFacts }[] = [];
  const folders: { name: string; path: string; facts: NodeFacts }[] = [];
  for (const name of operands.length > 0 ? operands : ['.']) {
    const path = normalisePath(name, call.directory);
    const isLong = values.has('l') || values.has('d');
    const facts = files.facts(path, !isLong) ?? files.facts(path, false);
    if (facts === undefined) {
      await call.error(`ls: cannot access '${name}': No such file or directory\n`);
      status = 2;
      continue;
    }
    (facts.kind === 'directory' && !values.has('d') ? folders : single).push({ name, path, facts });
  }
  for (const { name, path, facts } of sorted(single)) await call.out(lineOf(name, path, facts));
  for (const { name, path } of folders) {
    const node = files.node(path);
    if (node === undefined || !node.allows(call.user, 4)) {
      await call.error(`ls: cannot open directory '${name}': Permission denied\n`);
      status = 2;
      continue;
    }
    if (operands.length > 1) await call.out(`${name}:\n`);
    const hidden = values.has('a') || values.has('A');
    const entries = sorted(
      (files.list(path) ?? []).flatMap((child) => {
        const facts = files.facts(`${path}/${child}`, false);
        const isShown = facts !== undefined && (hidden || !child.startsWith('.'));
        return isShown ? [{ child, facts }] : [];
      }),
    );
    if (values.has('l')) await call.out(`total ${entries.length * 4}\n`);
    if (terminal && !values.has('l') && !values.has('1')) {
      const names = entries.map(({ child, facts }) => ({
        shown: coloured(call, `${path}/${child}`, child, facts),
        width: columnsOf(child),
      }));
      if (names.length > 0) await call.out(`${inColumns(names, terminal.columns())}\n`);
      continue;
    }
    const lines = entries.map(({ child, facts }) => lineOf(child, `${path}/${child}`, facts));
    if (lines.length > 0) await call.out(lines.join(''));
  }
  return status;
};

const stat: Command = async (call) => {
  const { values, operands } = parseOptions(call.arguments, 'Lc:t', {
    format: 'c',
    printf: 'c',
    dereference: 'L',
  });
  let status = 0;
  for (const name of operands) {
    const path = normalisePath(name, call.directory);
    const facts = call.machine.files.facts(path, values.has('L'));
    if (facts === undefined) {
      await call.error(`stat: cannot statx '${name}': No such file or directory\n`);
      status = 1;
      continue;
    }
    const seconds = Math.floor(facts.modified / 1000);
    const time = formatTime(facts.modified, '%Y-%m-%d %H:%M:%S.%N %z');
    const isDirectory = facts.kind === 'directory';
    const kindName = { directory: 'directory', link: 'symbolic link', file: 'regular file' };
    const kindBits = { directory: 0o040000, link: 0o120000, file: 0o100000 };
    const fields: Record<string, string> = {
      n: name,
      N: `'${name}'`,
      s: String(facts.size),
      i: String(facts.inode),
      d: String(DEVICE_NUMBER),
      D: DEVICE_NUMBER.toString(16),
      Y: String(seconds),
      X: String(seconds),
      Z: String(seconds),
      W: '0',
      y: time,
      x: time,
      z: time,
      a: facts.mode.toString(8),
      f: (facts.mode | kindBits[facts.kind]).toString(16),
      A: describePermissions(facts),
      U: facts.owner,
      G: facts.owner,
      u: String(userNumber(facts.owner)),
      g: String(userNumber(facts.owner)),
      h: isDirectory ? '2' : '1',
      F: facts.kind === 'file' && facts.size === 0 ? 'regular empty file' : kindName[facts.kind],
      b: String(Math.ceil(facts.size / 512)),
      B: '512',
      o: '4096',
      '%': '%',
    };
    const format =
      values.get('c') ??
      '  File: %n\n  Size: %s\tBlocks: %b\tIO Block: %o\t%F\nDevice: %dd\tInode: %i\tLinks: %h\nAccess: (%a/%A)  Uid: (%u/%U)\nModify: %y';
    await call.out(`${format.replace(/%(.)/g, (_, key: string) => fields[key] ?? '?')}\n`);
  }
  return status;
};

const checksum: Command = async (call) => {
  const algorithm = call.name.replace('sum', '');
  let status = 0;
  for await (const { name, blocks } of contents(
    call,
    call.arguments.filter((word) => word !== '--'),
    () => (status = 1),
  )) {
    const hash = createHash(algorithm);
    for await (const block of blocks) hash.update(block);
    await call.out(`${hash.digest('hex')}  ${name}\n`);
  }
  return status;
};

/** One comparison or check of `test`, without `!` and brackets. */
function check(call: CommandCall, words: string[]): boolean {
  const [first = '', second, third] = words;
  if (words.length >= 3) {
    const [left, right] = [Number(first), Number(third)];
    const compared: Record<string, boolean> = {
      '=': first === third,
      '==': first === third,
      '!=': first !== third,
      '-eq': left === right,
      '-ne': left !== right,
      '-gt': left > right,
      '-ge': left >= right,
      '-lt': left < right,
      '-le': left <= right,
    };
    return compared[second ?? ''] ?? false;
  }
  if (second === undefined) return first !== '';
  const path = normalisePath(second, call.directory);
  const node = second === '' ? undefined : call.machine.files.node(path);
  const facts = node?.facts;
  const checks: Record<string, () => boolean> = {
    '-e': () => facts !== undefined,
    '-f': () => facts?.kind === 'file',
    '-d': () => facts?.kind === 'directory',
    '-L': () => call.machine.files.facts(path, false)?.kind === 'link',
    '-h': () => call.machine.files.facts(path, false)?.kind === 'link',
    '-s': () => (facts?.size ?? 0) > 0,
    '-r': () => node?.allows(call.user, 4) ?? false,
    '-w': () => node?.allows(call.user, 2) ?? false,
    '-x': () => node?.allows(call.user, 1) ?? false,
    '-t': () => call.terminal !== undefined,
    '-n': () => second !== '',
    '-z': () => second === '',
  };
  return checks[first]?.() ?? false;
}

const test: Command = (call) => {
  const words = call.name === '[' ? call.arguments.slice(0, -1) : call.arguments;
  let result = false;
  let part: string[] = [];
  let joins = '-o';
  const close = (next: string): void => {
    const isNot = part[0] === '!';
    const value = check(call, isNot ? part.slice(1) : part) !== isNot;
    result = joins === '-o' ? result || value : result && value;
    part = [];
    joins = next;
  };
  for (const word of words) {
    if ((word === '-a' || word === '-o') && part.length > 0) close(word);
    else part.push(word);
  }
  close('');
  return result ? 0 : 1;
};

const nameOf: Command = async (call) => {
  const words = call.arguments.filter((word) => word !== '--');
  const [path = '', suffix = ''] = words;
  const { parent, name } = splitPath(path);
  const base =
    suffix !== '' && name !== suffix && name.endsWith(suffix)
      ? name.slice(0, -suffix.length)
      : name;
  const folder = path.startsWith('/') ? parent : parent.slice(1) || '.';
  await call.out(`${call.name === 'basename' ? base || '/' : folder}\n`);
  return 0;
};

const readlink: Command = async (call) => {
  const { values, operands } = parseOptions(call.arguments, 'fen');
  const path = normalisePath(operands[0] ?? '', call.directory);
  const target = call.machine.files.facts(path, false)?.target;
  if (target === undefined && !values.has('f')) return 1;
  const full = target === undefined ? path : normalisePath(target, splitPath(path).parent);
  await call.out(`${values.has('f') ? full : (target ?? '')}\n`);
  return 0;
};

/** Commands that look at the virtual files. */
export const fileCommands: Record<string, Command> = {
  cat,
  head,
  wc,
  ls,
  stat,
  md5sum: checksum,
  sha1sum: checksum,
  sha256sum: checksum,
  test,
  '[': test,
  basename: nameOf,
  dirname: nameOf,
  readlink,
  realpath: (call) => readlink({ ...call, arguments: ['-f', ...call.arguments] }),
  more: cat,
  less: cat,
};
