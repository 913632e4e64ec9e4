import type { VirtualFile } from './files';
import { ByteInput, type Sink, type Streams } from './shell-streams';
import type { Redirection, Word } from './shell-tree';
import { FileRefused, type VisitorFiles } from './visitor-files';

/** What redirections need of the shell they stand in. */
export interface RedirectParts {
  visitor: VisitorFiles;
  expand: (word: Word) => Promise<string>;
  /** The absolute path of a name. */
  place: (name: string) => string;
  complain: (message: string) => Promise<void>;
}

const nowhere: Sink = () => Promise.resolve();

/** The streams as redirections change them; undefined when one is refused, which is said. */
export async function redirect(
  redirections: readonly Redirection[],
  streams: Streams,
  parts: RedirectParts,
): Promise<Streams | undefined> {
  const result = { ...streams };
  for (const { descriptor, direction, target } of redirections) {
    const name = await parts.expand(target);
    try {
      if (direction === 'in') {
        const file = name === '/dev/null' ? undefined : parts.visitor.readable(parts.place(name));
        result.input = ByteInput.of(file?.read(0, file.size) ?? Buffer.alloc(0));
        continue;
      }
      if (descriptor === 0) continue;
      const sink = sinkOf(direction, name, result, parts);
      if (sink === undefined) {
        await parts.complain(`${name}: Bad file descriptor`);
        return undefined;
      }
      if (descriptor === 2) result.error = sink;
      else if (descriptor === 1) result.out = sink;
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      await parts.complain(`${name}: ${error.message}`);
      return undefined;
    }
  }
  return result;
}

function sinkOf(
  direction: 'out' | 'append' | 'same',
  name: string,
  { out, error }: Streams,
  { visitor, place }: RedirectParts,
): Sink | undefined {
  if (direction === 'same') return { '1': out, '2': error, '-': nowhere }[name];
  if (name === '/dev/null') return nowhere;
  const file: VirtualFile = visitor.writable(place(name), {
    create: true,
    truncate: direction === 'out',
    exclusive: false,
  });
  return (bytes) => {
    visitor.write(file, file.size, bytes);
    return Promise.resolve();
  };
}
