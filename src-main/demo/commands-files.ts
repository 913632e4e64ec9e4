import { createHash } from 'node:crypto';
import { contents, gather, splitLines } from './commands-input';
import { parseCount, parseOptions } from './commands-options';
import type { NodeFacts } from './files';
import { DEVICE_NUMBER, normalisePath } from './files';
import { describePermissions, longListing } from './listing';
import { formatTime } from './plant-time';
import type { Command } from './shell-types';

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

const ls: Command = async (call) => {
  const { values, operands } = parseOptions(call.arguments, 'la1hditrRSF', { all: 'a' });
  const { files } = call.machine;
  let status = 0;
  const show = async (name: string, facts: NodeFacts): Promise<void> => {
    const inode = values.has('i') ? `${facts.inode} ` : '';
    await call.out(`${inode}${values.has('l') ? longListing(name, facts) : name}\n`);
  };
  for (const name of operands.length > 0 ? operands : ['.']) {
    const path = normalisePath(name, call.directory);
    const facts = files.facts(path);
    if (facts === undefined) {
      await call.error(`ls: cannot access '${name}': No such file or directory\n`);
      status = 2;
      continue;
    }
    if (facts.kind === 'file' || values.has('d')) {
      await show(name, facts);
      continue;
    }
    if (operands.length > 1) await call.out(`${name}:\n`);
    const entries = (files.list(path) ?? []).flatMap((child) => {
      const childFacts = files.facts(`${path}/${child}`);
      return childFacts === undefined ? [] : [{ child, facts: childFacts }];
    });
    if (values.has('t')) entries.sort((a, b) => b.facts.modified - a.facts.modified);
    if (values.has('S')) entries.sort((a, b) => b.facts.size - a.facts.size);
    if (values.has('r')) entries.reverse();
    if (values.has('l')) await call.out(`total ${entries.length * 4}\n`);
    for (const entry of entries) await show(entry.child, entry.facts);
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
    const facts = call.machine.files.facts(normalisePath(name, call.directory));
    if (facts === undefined) {
      await call.error(`stat: cannot statx '${name}': No such file or directory\n`);
      status = 1;
      continue;
    }
    const seconds = Math.floor(facts.modified / 1000);
    const time = formatTime(facts.modified, '%Y-%m-%d %H:%M:%S.%N %z');
    const isDirectory = facts.kind === 'directory';
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
      f: (facts.mode | (isDirectory ? 0o040000 : 0o100000)).toString(16),
      A: describePermissions(facts),
      U: facts.owner,
      G: facts.owner,
      u: facts.owner === 'root' ? '0' : '1001',
      g: facts.owner === 'root' ? '0' : '1001',
      h: isDirectory ? '2' : '1',
      F: isDirectory ? 'directory' : facts.size === 0 ? 'regular empty file' : 'regular file',
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
  for await (const { name, blocks } of contents(call, call.arguments, () => (status = 1))) {
    const hash = createHash(algorithm);
    for await (const block of blocks) hash.update(block);
    await call.out(`${hash.digest('hex')}  ${name}\n`);
  }
  return status;
};

const test: Command = (call) => {
  const words = call.name === '[' ? call.arguments.slice(0, -1) : call.arguments;
  const isNot = words[0] === '!';
  const [first = '', second, third] = isNot ? words.slice(1) : words;
  const facts = call.machine.files.facts(normalisePath(second ?? '', call.directory));
  const file = call.machine.files.file(normalisePath(second ?? '', call.directory));
  const checks: Record<string, () => boolean> = {
    '-e': () => facts !== undefined,
    '-f': () => facts?.kind === 'file',
    '-d': () => facts?.kind === 'directory',
    '-r': () => facts?.kind === 'directory' || (file?.readableBy(call.machine.user) ?? false),
    '-s': () => (facts?.size ?? 0) > 0,
    '-w': () => false,
    '-x': () => facts?.kind === 'directory',
    '-n': () => second !== '' && second !== undefined,
    '-z': () => second === '' || second === undefined,
  };
  const compared: Record<string, boolean> = {
    '=': first === third,
    '!=': first !== third,
    '-eq': Number(first) === Number(third),
    '-gt': Number(first) > Number(third),
    '-lt': Number(first) < Number(third),
  };
  const result =
    third !== undefined
      ? (compared[second ?? ''] ?? false)
      : second === undefined
        ? first !== ''
        : (checks[first]?.() ?? false);
  return result !== isNot ? 0 : 1;
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
};
