import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, readFileSync, writeFileSync, symlinkSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex, duplexPair } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFlags, SftpClient, statusOf, type DirectoryEntry } from './index';

/** OpenSSH's server, which speaks on its standard input and output. */
const program = '/usr/lib/openssh/sftp-server';
const peer = { host: 'server', port: 22 };
const bytes = (text: string): Buffer => Buffer.from(text);

const absent = !existsSync(program);
describe.skipIf(absent)(`SFTP with OpenSSH${absent ? ` [skipped: no ${program}]` : ''}`, () => {
  let folder: string;
  let child: ChildProcess;
  let client: SftpClient;
  const at = (name: string | Buffer): Buffer =>
    Buffer.concat([bytes(`${folder}/`), Buffer.from(name)]);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sftp-'));
    child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
    if (!child.stdin || !child.stdout) throw new Error('no pipes');
    const channel = Duplex.from({ writable: child.stdin, readable: child.stdout });
    client = await SftpClient.start(channel, peer);
  });
  afterEach(() => {
    client.end();
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const all = async (path: Buffer): Promise<DirectoryEntry[]> => {
    const entries: DirectoryEntry[] = [];
    for await (const part of client.list(path)) entries.push(...part);
    return entries;
  };

  it('keeps the bytes of names, whatever they are', async () => {
    const names = ['plain', 'a b', `quote'"`, 'line\nbreak', '中文'].map(bytes);
    // 中文 in GBK, and bytes that are no encoding at all.
    names.push(Buffer.from([0xd6, 0xd0, 0xce, 0xc4]), Buffer.from([0xff, 0xfe, 0x80]));
    for (const name of names) {
      const file = await client.open(at(name), openFlags.write | openFlags.create, 0o640);
      await file.write(name, 0);
      await file.close();
    }
    const found = await all(bytes(folder));
    expect(found.map(({ name }) => name.toString('hex')).toSorted()).toEqual(
      names.map((name) => name.toString('hex')).toSorted(),
    );
    for (const name of names) {
      const file = await client.open(at(name), openFlags.read);
      expect(await file.read(0, 100)).toEqual(name);
      await file.close();
    }
  });

  it('reads and writes more than its window in order', async () => {
    const content = randomBytes(5_000_001);
    writeFileSync(join(folder, 'big'), content);
    const file = await client.open(at('big'), openFlags.read);
    const parts: Buffer[] = [];
    for await (const part of file.readRange(1, content.length + 10)) parts.push(part);
    await file.close();
    expect(Buffer.concat(parts).equals(content.subarray(1))).toBe(true);

    const copy = await client.open(at('copy'), openFlags.write | openFlags.create);
    await copy.write(content, 0);
    await copy.sync();
    await copy.close();
    expect(readFileSync(join(folder, 'copy')).equals(content)).toBe(true);
  });

  it('reads a folder of any size', { timeout: 90_000 }, async () => {
    for (let number = 0; number < 1500; number += 1) writeFileSync(join(folder, `f${number}`), '');
    expect(await all(bytes(folder))).toHaveLength(1500);
  });

  it('changes names, modes, times and sizes', async () => {
    const name = at('file');
    writeFileSync(join(folder, 'file'), 'content');
    writeFileSync(join(folder, 'other'), 'older');
    await client.setAttributes(name, {
      mode: 0o600,
      size: 4,
      times: { accessedAt: 1000, modifiedAt: 2000 },
    });
    expect(await client.stat(name)).toMatchObject({ size: 4, mode: 0o100600, modifiedAt: 2000 });
    await expect(client.rename(name, at('other'))).rejects.toMatchObject({ code: 'files.failed' });
    await client.replace(name, at('other'));
    expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('cont');
    await client.makeFolder(at('folder'), 0o700);
    expect((await client.stat(at('folder'))).mode).toBe(0o40700);
    await client.removeFolder(at('folder'));
    symlinkSync('loop', join(folder, 'loop'));
    expect((await client.readLink(at('loop'))).toString()).toBe('loop');
    await expect(client.stat(at('loop'))).rejects.toMatchObject({ code: 'files.missing' });
    await client.removeFile(at('loop'));
    expect(await client.freeBytes(bytes(folder))).toBeGreaterThan(0);
    expect((await client.realPath(bytes(`${folder}/.`))).toString()).toBe(folder);
  });

  it('names the path of what was refused', async () => {
    const refused = client.stat(at('none'));
    await expect(refused).rejects.toMatchObject({
      code: 'files.missing',
      params: { path: `${folder}/none`, host: 'server' },
    });
    expect(statusOf(await refused.catch((error: unknown) => error))).toBe(2);
  });

  it('fails what is under way when the server ends', async () => {
    const file = await client.open(bytes('/dev/zero'), openFlags.read);
    const reading = (async () => {
      for await (const part of file.readRange(0, 2 ** 40)) if (part.length === 0) break;
    })();
    child.kill('SIGKILL');
    await expect(reading).rejects.toMatchObject({ code: 'ssh.closed', retry: true });
    await expect(client.stat(at('x'))).rejects.toMatchObject({ code: 'ssh.closed' });
  });
});

describe('SFTP with a server that breaks the rules', () => {
  const packet = (...parts: (number | Buffer)[]): Buffer => {
    const body = Buffer.concat(
      parts.map((part, index) => {
        if (Buffer.isBuffer(part)) return part;
        if (index === 0) return Buffer.from([part]);
        const number = Buffer.alloc(4);
        number.writeUInt32BE(part);
        return number;
      }),
    );
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return Buffer.concat([length, body]);
  };
  const hello = packet(2, 3);

  /** A client whose server answers the first request with these bytes. */
  async function answering(answer: Buffer): Promise<SftpClient> {
    const [mine, theirs] = duplexPair();
    theirs.once('data', () => {
      theirs.write(hello);
      theirs.once('data', () => theirs.write(answer));
    });
    return SftpClient.start(mine, peer);
  }

  it.each([
    ['a packet that is too long', Buffer.from([0x7f, 0xff, 0xff, 0xff, 105])],
    ['a packet without content', Buffer.from([0, 0, 0, 1, 105])],
    ['an answer that nobody asked for', packet(101, 77, 0, 0, 0)],
    ['attributes that are cut short', packet(105, 0, 0xf, 1)],
    ['a string longer than its packet', packet(104, 0, 1, 0x7fffffff)],
    ['an answer of another kind', packet(103, 0, 4, Buffer.from('data'))],
    ['a status that is cut short', packet(101, 0)],
    ['OK where attributes are due', packet(101, 0, 0, 0, 0)],
    ['more extended attributes than there are', packet(105, 0, 0x80000000, 0xffffffff)],
  ])('ends the session: %s', async (_name, answer) => {
    const client = await answering(answer);
    await expect(client.stat(bytes('/x'))).rejects.toMatchObject({ code: 'ssh.protocol' });
    await expect(client.stat(bytes('/y'))).rejects.toMatchObject({ code: 'ssh.protocol' });
  });

  it('takes in a status without words, and words with control characters', async () => {
    const silent = await answering(packet(101, 0, 4));
    await expect(silent.stat(bytes('/x'))).rejects.toMatchObject({
      code: 'files.failed',
      params: { detail: 'SFTP 4' },
    });
    const loud = await answering(packet(101, 0, 4, 6, Buffer.from('\u001b[31mx'), 0));
    await expect(loud.stat(bytes('/x'))).rejects.toMatchObject({ params: { detail: '[31mx' } });
  });

  it('leaves out names that would lead out of a folder', async () => {
    const name = (text: string): Buffer => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.byteLength(text));
      return Buffer.concat([length, Buffer.from(text)]);
    };
    const entry = (text: string): Buffer => Buffer.concat([name(text), name(''), Buffer.alloc(4)]);
    const [mine, theirs] = duplexPair();
    const answers = [
      hello,
      packet(102, 0, name('h')),
      Buffer.concat([
        packet(104, 1, 5, ...['..', 'a/../b', '/etc/passwd', 'a\0b', 'good'].map(entry)),
        ...Array.from({ length: 8 }, (_, index) => packet(101, 2 + index, 1, 0, 0)),
      ]),
    ];
    theirs.on('data', () => {
      const next = answers.shift();
      if (next) theirs.write(next);
    });
    const client = await SftpClient.start(mine, peer);
    const listed = await client.list(bytes('/')).next();
    expect(listed.value?.map((found) => found.name.toString())).toEqual(['good']);
    client.end();
  });

  it('takes no limit that would cut a file into single bytes', async () => {
    const text = (words: string): Buffer => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.byteLength(words));
      return Buffer.concat([length, Buffer.from(words)]);
    };
    const [mine, theirs] = duplexPair();
    theirs.once('data', () => {
      theirs.write(packet(2, 3, text('limits@openssh.com'), text('1')));
      theirs.once('data', () => theirs.write(packet(201, 0, 0, 1, 0, 1, 0, 1, 0, 1)));
    });
    const { limits, session } = await SftpClient.start(mine, peer);
    expect(limits).toEqual({ read: 4096, write: 4096 });
    session.end();
  });

  it('shows what a shell printed instead of SFTP', async () => {
    const [mine, theirs] = duplexPair();
    theirs.once('data', () => theirs.write('This account is not available.\n'));
    await expect(SftpClient.start(mine, peer)).rejects.toMatchObject({
      code: 'files.sftp-unavailable',
      params: { host: 'server', detail: 'This account is not available.' },
    });
  });

  it('says so when the channel closes without a word', async () => {
    const [mine, theirs] = duplexPair();
    theirs.once('data', () => theirs.end());
    await expect(SftpClient.start(mine, peer)).rejects.toMatchObject({
      code: 'files.sftp-unavailable',
    });
  });
});
