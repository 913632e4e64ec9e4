import { humanSize } from './listing';
import { parseOptions } from './commands-options';
import { normalisePath, splitPath, type NodeFacts, type VirtualFiles } from './files';
import { patternMatcher } from './shell-patterns';
import { ByteInput } from './shell-streams';
import type { Command, CommandCall } from './shell-types';
import { VisitorFiles } from './visitor-files';

const DAY = 86_400_000;

interface Found {
  shown: string;
  path: string;
  facts: NodeFacts;
}

/** Everything below a path, itself first; links are not followed. */
function* walk(files: VirtualFiles, shown: string, path: string, depth: number): Generator<Found> {
  const facts = files.facts(path, false);
  if (facts === undefined) return;
  yield { shown, path, facts };
  if (facts.kind !== 'directory' || depth <= 0) return;
  for (const name of files.list(path) ?? [])
    yield* walk(files, `${shown.replace(/\/$/, '')}/${name}`, `${path}/${name}`, depth - 1);
}

/** `+7`, `-1`, `3`: more than, less than, exactly. */
function compares(word: string, value: number): boolean {
  const number = Number(word.replace(/^[+-]/, ''));
  if (word.startsWith('+')) return value > number;
  return word.startsWith('-') ? value < number : value === number;
}

type Test = (found: Found) => boolean;

function testOf(call: CommandCall, option: string, word: string): Test | undefined {
  const kinds: Record<string, NodeFacts['kind']> = { f: 'file', d: 'directory', l: 'link' };
  const matcher = patternMatcher(word);
  switch (option) {
    case '-name':
      return ({ path }) => matcher.test(splitPath(path).name);
    case '-iname':
      return ({ path }) =>
        patternMatcher(word.toLowerCase()).test(splitPath(path).name.toLowerCase());
    case '-type':
      return ({ facts }) => facts.kind === kinds[word];
    case '-mtime':
      return ({ facts }) => compares(word, Math.floor((call.machine.now() - facts.modified) / DAY));
    case '-mmin':
      return ({ facts }) =>
        compares(word, Math.floor((call.machine.now() - facts.modified) / 60_000));
    case '-size': {
      const units: Record<string, number> = { c: 1, k: 1024, M: 1024 ** 2, G: 1024 ** 3 };
      const unit = units[word.at(-1) ?? ''] ?? 512;
      return ({ facts }) => compares(word.replace(/[ckMG]$/, ''), Math.ceil(facts.size / unit));
    }
    default:
      return undefined;
  }
}

/** `find PATH… [-maxdepth N] [-name P] [-type T] [-mtime N] [-size N] [-print0|-delete|-exec … +]` */
const find: Command = async (call) => {
  const words = [...call.arguments];
  const roots: string[] = [];
  while (words[0] !== undefined && !/^[-!(]/.test(words[0])) roots.push(words.shift() ?? '');
  const tests: Test[] = [];
  let depth = 50;
  let act: 'print' | 'print0' | 'delete' = 'print';
  let execute: string[] | undefined;
  let isNot = false;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '!' || word === '-not') isNot = true;
    else if (word === '-maxdepth') depth = Number(words.shift());
    else if (word === '-print' || word === '-print0') act = word === '-print' ? 'print' : 'print0';
    else if (word === '-delete') act = 'delete';
    else if (word === '-exec') {
      const end = words.findIndex((each) => each === ';' || each === '+');
      execute = words
        .splice(0, end + 1)
        .slice(0, -1)
        .filter((each) => each !== '{}');
    } else {
      const test = testOf(call, word, words.shift() ?? '');
      if (test === undefined) {
        await call.error(`find: '${word}' is not simulated in the demo plant\n`);
        return 127;
      }
      const negated = isNot;
      tests.push((found) => test(found) !== negated);
      isNot = false;
    }
  }
  let status = 0;
  const found: Found[] = [];
  for (const root of roots.length > 0 ? roots : ['.']) {
    const path = normalisePath(root, call.directory);
    if (call.machine.files.facts(path, false) === undefined) {
      await call.error(`find: '${root}': No such file or directory\n`);
      status = 1;
    }
    for (const each of walk(call.machine.files, root, path, depth))
      if (tests.every((test) => test(each))) found.push(each);
  }
  if (execute !== undefined) {
    if (found.length === 0) return status;
    const input = ByteInput.of(Buffer.alloc(0));
    return call.run([...execute, ...found.map(({ shown }) => shown)], { input });
  }
  const visitor = new VisitorFiles(call.machine.files, call.user);
  for (const { shown, path, facts } of act === 'delete' ? found.reverse() : found) {
    if (act !== 'delete') await call.out(`${shown}${act === 'print' ? '\n' : '\0'}`);
    else if (facts.kind === 'directory') visitor.removeDirectory(path);
    else visitor.removeFile(path);
  }
  return status;
};

/** `du [-s] [-h] [-k] PATH…`: KiB. */
const du: Command = async (call) => {
  const { values, operands } = parseOptions(call.arguments, 'shkcxa', { summarize: 's' });
  let status = 0;
  for (const name of operands.length > 0 ? operands : ['.']) {
    const path = normalisePath(name, call.directory);
    if (call.machine.files.facts(path, false) === undefined) {
      await call.error(`du: cannot access '${name}': No such file or directory\n`);
      status = 1;
      continue;
    }
    const all = [...walk(call.machine.files, name, path, 50)];
    const shown = all.filter(
      ({ facts }, index) => index === 0 || (!values.has('s') && facts.kind === 'directory'),
    );
    for (const { shown: text, path: below } of shown.reverse()) {
      const bytes = all
        .filter(({ path: each }) => `${each}/`.startsWith(`${below}/`))
        .reduce((sum, { facts }) => sum + Math.ceil(facts.size / 4096) * 4096, 0);
      const size = values.has('h') ? humanSize(bytes) : String(Math.ceil(bytes / 1024));
      await call.out(`${size}\t${text}\n`);
    }
  }
  return status;
};

/** Commands that look through folders. */
export const findCommands: Record<string, Command> = { find, du };
