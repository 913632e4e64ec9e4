import { AppError } from '../../contract/errors';
import { shellQuote, type SshLease } from '../ssh/index';
import { decodeName, type NameEncoding } from './paths';

/** Programs that hash files, by the word that the probe answers with. */
const tools = {
  sha256sum: 'sha256sum --',
  shasum: 'shasum -a 256 --',
  openssl: 'openssl dgst -sha256 -r',
  // Windows: built from the documentation of Get-FileHash, never run on a real one.
  powershell: '',
} as const;
type Tool = keyof typeof tools;

/** A host that has a shell says so within this time; a forced SFTP server waits for ever. */
const probeMs = 10_000;
/** Longest command line of cmd.exe is 8191; what is encoded there is four thirds of UTF-16. */
const windowsNamesLength = 2400;
/** A line of output; GNU puts a backslash before the hash of a name it had to escape. */
const hashLine = /^\\?([0-9a-f]{64})(?![0-9a-f])/;

const probe =
  "/bin/sh -c 'command -v xargs >/dev/null 2>&1 && for tool in sha256sum shasum openssl; do " +
  'command -v $tool >/dev/null 2>&1 && { echo "fieldbench $tool"; exit 0; }; done; ' +
  "echo fieldbench none'";

/** SHA-256 of files on a host, made by a program there, where it has a shell and such a program. */
export class HostChecksums {
  private readonly lease: SshLease;
  private readonly encoding: NameEncoding;
  private readonly isWindows: boolean;
  private tool: Promise<Tool | null> | null = null;

  /** @param home the home folder; `/C:/…` means Windows */
  constructor(lease: SshLease, encoding: NameEncoding, home: Buffer) {
    this.lease = lease;
    this.encoding = encoding;
    this.isWindows = /^\/[A-Za-z]:/.test(home.toString('latin1'));
  }

  /**
   * SHA-256 of files in the order of their paths.
   *
   * @param first only so many bytes of each
   * @returns null where the host cannot say, or did not say it of all
   * @throws AppError `ssh.closed`
   */
  async of(
    paths: readonly Buffer[],
    signal: AbortSignal,
    first: number | null = null,
  ): Promise<string[] | null> {
    this.tool ??= this.findTool(signal);
    const tool = await this.tool;
    if (!tool) return null;
    if (tool === 'powershell') return first === null ? this.onWindows(paths, signal) : null;
    const hash = tools[tool];
    const command =
      first === null
        ? `xargs -0 ${hash}`
        : // With `-n 1`, or several names would come to one shell.
          `xargs -0 -n 1 /bin/sh -c ${doubleQuote(`head -c ${first} -- "$1" | ${hash.replace(' --', '')}`)} sh`;
    const shown = paths.slice(0, 3).map((path) => shellQuote(decodeName(path, this.encoding)));
    const more = paths.length > shown.length ? ` … (${paths.length})` : '';
    const output = await this.run(
      `/bin/sh -c '${command}'`,
      { audit: `${hash} ${shown.join(' ')}${more}`, input: zeroEnded(paths) },
      signal,
    );
    return hashesOf(output, paths.length);
  }

  private async findTool(signal: AbortSignal): Promise<Tool | null> {
    if (this.isWindows) return 'powershell';
    const patience = AbortSignal.any([signal, AbortSignal.timeout(probeMs)]);
    const output = await this.run(probe, { audit: false, input: null }, patience);
    const found = /^fieldbench (\w+)\r?$/m.exec(output)?.[1];
    return found === 'sha256sum' || found === 'shasum' || found === 'openssl' ? found : null;
  }

  private async onWindows(paths: readonly Buffer[], signal: AbortSignal): Promise<string[] | null> {
    const names = paths.map((path) =>
      path.toString().replace(/^\//, '').replaceAll('/', '\\').replaceAll("'", "''"),
    );
    const list = names.map((name) => `'${name}'`).join(',');
    if (list.length > windowsNamesLength) return null;
    const script = `foreach ($path in @(${list})) { (Get-FileHash -Algorithm SHA256 -LiteralPath $path).Hash.ToLower() }`;
    const encoded = Buffer.from(script, 'utf16le').toString('base64');
    const output = await this.run(
      `powershell -NoProfile -NonInteractive -EncodedCommand ${encoded}`,
      { audit: script, input: null },
      signal,
    );
    return hashesOf(output, paths.length);
  }

  /** Output of a command; '' where the host runs none. */
  private async run(
    command: string,
    { audit, input }: { audit: false | string; input: Buffer | null },
    signal: AbortSignal,
  ): Promise<string> {
    try {
      const remote = await this.lease.exec(command, { audit, stdin: input !== null });
      let stopped = false;
      const stop = (): void => {
        stopped = true;
        remote.close();
      };
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      let output = '';
      remote.stdout.on('data', (chunk: Buffer) => {
        // A shell that talks without end is none that can be asked.
        if (output.length > 1_000_000) stop();
        else output += chunk.toString('latin1');
      });
      remote.stderr.resume();
      if (input) remote.stdin.end(input);
      const { code, signal: killedBy } = await remote.exit;
      signal.removeEventListener('abort', stop);
      if (code === null && killedBy === null && !stopped) {
        const { host, port } = this.lease;
        throw new AppError('ssh.closed', { host, port }, { retry: true });
      }
      return output;
    } catch (error) {
      if (error instanceof AppError && error.code !== 'ssh.closed') return '';
      throw error;
    }
  }
}

function hashesOf(output: string, count: number): string[] | null {
  const found = output.split('\n').flatMap((line) => hashLine.exec(line)?.[1] ?? []);
  return found.length === count ? found : null;
}

function zeroEnded(paths: readonly Buffer[]): Buffer {
  return Buffer.concat(paths.flatMap((path) => [path, Buffer.alloc(1)]));
}

/** One word inside a text that stands in single quotes already. */
function doubleQuote(text: string): string {
  return `"${text.replaceAll(/[\\"$`]/g, '\\$&')}"`;
}
