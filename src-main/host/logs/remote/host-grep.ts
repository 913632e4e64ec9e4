import { AppError } from '../../../contract/errors';
import type { Expression } from '../engine/search/expression';
import type { LogEncoding } from '../engine/text/index';
import { Unsayable } from './brackets';
import { grepQuestion, readGrepDialect, type GrepDialect } from './grep';
import type { RemoteHost } from './host';
import { hostPattern, type HostPattern } from './host-pattern';

/**
 * An expression in the words of a host, by encoding.
 *
 * @throws AppError `logs.host-cannot-search` {part, host}
 */
export function patternsFor(
  expression: Expression,
  host: string,
  dialect: GrepDialect,
): (encoding: LogEncoding) => HostPattern {
  const known = new Map<LogEncoding, HostPattern>();
  return (encoding) => {
    let found = known.get(encoding);
    if (found) return found;
    try {
      found = hostPattern(expression, encoding);
    } catch (error) {
      if (!(error instanceof Unsayable)) throw error;
      throw new AppError('logs.host-cannot-search', { part: error.part, host });
    }
    const usesBytes = (found.kind === 'extended' ? found.pattern : found.exact)?.some(
      (byte) => byte > 0x7f,
    );
    if (usesBytes && !dialect.bytes)
      throw new AppError('logs.host-cannot-search', { part: expression.words.text, host });
    known.set(encoding, found);
    return found;
  };
}

const dialects = new WeakMap<RemoteHost, Promise<GrepDialect>>();

/** What the host's tools can do; asked once for each host. */
export function dialectOf(host: RemoteHost): Promise<GrepDialect> {
  const known = dialects.get(host);
  if (known) return known;
  const asked = (async () => {
    const shell = await host.shell();
    return readGrepDialect((await shell.run(grepQuestion, 4096)).toString('latin1'));
  })();
  dialects.set(host, asked);
  asked.catch(() => dialects.delete(host));
  return asked;
}
