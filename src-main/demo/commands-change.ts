import { parseOptions } from './commands-options';
import { VirtualDirectory } from './file-nodes';
import { normalisePath, splitPath } from './files';
import type { Command, CommandCall } from './shell-types';
import { FileRefused, VisitorFiles } from './visitor-files';

interface Change {
  visitor: VisitorFiles;
  place: (name: string) => string;
}

function changeOf(call: CommandCall): Change {
  return {
    visitor: new VisitorFiles(call.machine.files, call.user),
    place: (name) => normalisePath(name, call.directory),
  };
}

/** Does something to each name; what is refused is said and counts as 1. */
async function each(
  call: CommandCall,
  names: readonly string[],
  what: string,
  act: (name: string) => void,
): Promise<number> {
  if (names.length === 0) {
    await call.error(`${call.name}: missing operand\n`);
    return 1;
  }
  let status = 0;
  for (const name of names) {
    try {
      act(name);
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      await call.error(`${call.name}: cannot ${what} '${name}': ${error.message}\n`);
      status = 1;
    }
  }
  return status;
}

const touch: Command = (call) => {
  const { visitor, place } = changeOf(call);
  const { operands } = parseOptions(call.arguments, 'acmd:t:');
  return each(call, operands, 'touch', (name) => {
    const file = visitor.writable(place(name), { create: true, truncate: false, exclusive: false });
    file.modified = call.machine.now();
  });
};

const mkdir: Command = (call) => {
  const { visitor, place } = changeOf(call);
  const { values, operands } = parseOptions(call.arguments, 'pm:v');
  return each(call, operands, 'create directory', (name) => {
    const parts = place(name).split('/').filter(Boolean);
    const paths = parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
    for (const path of values.has('p') ? paths : [place(name)]) {
      if (values.has('p') && call.machine.files.facts(path)?.kind === 'directory') continue;
      visitor.makeDirectory(path);
    }
  });
};

const rmdir: Command = (call) => {
  const { visitor, place } = changeOf(call);
  return each(call, call.arguments, 'remove', (name) => visitor.removeDirectory(place(name)));
};

function removeAll(visitor: VisitorFiles, path: string): void {
  const node = visitor.node(path, false);
  if (!(node instanceof VirtualDirectory)) return visitor.removeFile(path);
  for (const name of node.children.keys()) removeAll(visitor, `${path}/${name}`);
  visitor.removeDirectory(path);
}

const rm: Command = async (call) => {
  const { visitor, place } = changeOf(call);
  const { values, operands } = parseOptions(call.arguments, 'rRfvi', {
    recursive: 'r',
    force: 'f',
  });
  if (operands.length === 0 && values.has('f')) return 0;
  return each(call, operands, 'remove', (name) => {
    const path = place(name);
    if (values.has('f') && call.machine.files.node(path, false) === undefined) return;
    if (values.has('r') || values.has('R')) removeAll(visitor, path);
    else visitor.removeFile(path);
  });
};

/** Where something goes that is copied or moved: into a folder, or to a name. */
function destination(call: CommandCall, to: string, from: string): string {
  const isFolder = call.machine.files.facts(to)?.kind === 'directory';
  return isFolder ? `${to}/${splitPath(from).name}` : to;
}

function copy(call: CommandCall, visitor: VisitorFiles, from: string, to: string): void {
  const node = visitor.node(from);
  if (node instanceof VirtualDirectory) {
    if (!call.machine.files.facts(to)) visitor.makeDirectory(to);
    for (const name of node.children.keys())
      copy(call, visitor, `${from}/${name}`, `${to}/${name}`);
    return;
  }
  const source = visitor.readable(from);
  const bytes = source.read(0, source.size);
  const options = { create: true, truncate: true, exclusive: false, mode: source.mode };
  visitor.write(visitor.writable(to, options), 0, bytes);
}

const cp: Command = (call) => {
  const { visitor, place } = changeOf(call);
  const { values, operands } = parseOptions(call.arguments, 'rRapfv');
  const to = place(operands.pop() ?? '');
  return each(call, operands, 'copy', (name) => {
    const from = place(name);
    const isFolder = call.machine.files.facts(from)?.kind === 'directory';
    if (isFolder && !['r', 'R', 'a'].some((letter) => values.has(letter)))
      throw new FileRefused('EISDIR');
    if (`${to}/`.startsWith(`${from}/`)) throw new FileRefused('EINVAL');
    copy(call, visitor, from, destination(call, to, from));
  });
};

const mv: Command = (call) => {
  const { visitor, place } = changeOf(call);
  const { operands } = parseOptions(call.arguments, 'fnv');
  const to = place(operands.pop() ?? '');
  return each(call, operands, 'move', (name) => {
    const from = place(name);
    visitor.rename(from, destination(call, to, from), true);
  });
};

const ln: Command = (call) => {
  const { visitor, place } = changeOf(call);
  const { values, operands } = parseOptions(call.arguments, 'sfn');
  const [target = '', name = splitPath(target).name] = operands;
  return each(call, [name], 'link', () => {
    if (!values.has('s')) throw new FileRefused('EINVAL');
    if (values.has('f') && call.machine.files.node(place(name), false))
      visitor.removeFile(place(name));
    visitor.makeLink(destination(call, place(name), target), target);
  });
};

const chmod: Command = (call) => {
  const { visitor, place } = changeOf(call);
  const [mode = '', ...names] = call.arguments.filter((word) => word !== '-R');
  return each(call, names, 'change permissions of', (name) => {
    const node = visitor.node(place(name));
    const digits = /^[0-7]{3,4}$/.test(mode) ? parseInt(mode, 8) : undefined;
    const signs = /^([ugoa]*)([+-])([rwx]+)$/.exec(mode);
    if (digits === undefined && signs === null) throw new FileRefused('EINVAL');
    const [, who = '', sign, letters = ''] = signs ?? [];
    let bits = 0;
    for (const [group, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (who !== '' && !who.includes('a') && !who.includes(group)) continue;
      for (const [letter, bit] of [
        ['r', 4],
        ['w', 2],
        ['x', 1],
      ] as const)
        if (letters.includes(letter)) bits |= bit << shift;
    }
    visitor.setFacts(node, {
      mode: digits ?? (sign === '+' ? node.mode | bits : node.mode & ~bits),
    });
  });
};

const chown: Command = (call) => {
  const { visitor, place } = changeOf(call);
  const [owner = '', ...names] = call.arguments.filter((word) => word !== '-R');
  return each(call, names, 'change ownership of', (name) =>
    visitor.setOwner(visitor.node(place(name)), owner.split(':')[0] ?? owner),
  );
};

/** `truncate -s 0 FILE` */
const truncate: Command = (call) => {
  const { visitor, place } = changeOf(call);
  const { values, operands } = parseOptions(call.arguments, 's:c', { size: 's' });
  return each(call, operands, 'truncate', (name) => {
    const options = { create: true, truncate: false, exclusive: false };
    const file = visitor.writable(place(name), options);
    visitor.resize(file, Number(values.get('s') ?? 0));
  });
};

/** Commands that change the virtual files, as far as the rights of who runs them go. */
export const changeCommands: Record<string, Command> = {
  touch,
  mkdir,
  rmdir,
  rm,
  cp,
  mv,
  ln,
  chmod,
  chown,
  truncate,
};
