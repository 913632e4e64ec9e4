import { normalisePath } from './files';
import type { CommandCall } from './shell-types';

const BLOCK = 64 * 1024;

/** Yields the bytes of the named files (or the input) and reports what cannot be read. */
export async function* contents(
  call: CommandCall,
  names: string[],
  failed: (name: string) => void,
): AsyncIterable<{ name: string; blocks: AsyncIterable<Buffer> }> {
  if (names.length === 0) yield { name: '-', blocks: call.input };
  for (const name of names) {
    if (name === '-') {
      yield { name, blocks: call.input };
      continue;
    }
    const path = normalisePath(name, call.directory);
    const file = call.machine.files.file(path);
    if (file?.readableBy(call.user)) {
      yield {
        name,
        blocks: (async function* () {
          for (let offset = 0; offset < file.size; offset += BLOCK) yield file.read(offset, BLOCK);
        })(),
      };
      continue;
    }
    const reason =
      file !== undefined
        ? 'Permission denied'
        : call.machine.files.facts(path) === undefined
          ? 'No such file or directory'
          : 'Is a directory';
    await call.error(`${call.name}: ${name}: ${reason}\n`);
    failed(name);
  }
}

/** All of it in one buffer. */
export async function gather(blocks: AsyncIterable<Buffer>): Promise<Buffer> {
  const list: Buffer[] = [];
  for await (const block of blocks) list.push(block);
  return Buffer.concat(list);
}

/** Lines with their line ends, as bytes. */
export function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0x0a, start);
    const next = end < 0 ? bytes.length : end + 1;
    lines.push(bytes.subarray(start, next));
    start = next;
  }
  return lines;
}
