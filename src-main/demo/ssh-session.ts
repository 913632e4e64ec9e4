import { PassThrough } from 'node:stream';
import type { ServerChannel, Session } from 'ssh2';
import { SftpServer } from './sftp';
import { PlantShell } from './shell';
import { ByteInput, Stopped, type Sink } from './shell-streams';
import type { PlantMachine } from './shell-types';
import { Terminal, type WindowSize } from './terminal';

/** Input that nobody reads is dropped beyond this many bytes. */
const INPUT_LIMIT = 1024 * 1024;

/** Bytes to a channel, waiting while the reader is slow. */
function channelSink(channel: ServerChannel, stream: NodeJS.WritableStream): Sink {
  let isClosed = false;
  channel.once('close', () => (isClosed = true));
  return async (bytes) => {
    if (isClosed) throw new Stopped();
    if (bytes.length === 0 || stream.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        stream.off('drain', done);
        channel.off('close', done);
        resolve();
      };
      stream.on('drain', done);
      channel.on('close', done);
    });
  };
}

async function runCommand(
  channel: ServerChannel,
  machine: PlantMachine,
  line: string,
  controller: AbortController,
): Promise<void> {
  const input = new PassThrough();
  input.on('error', () => undefined);
  channel.on('error', () => undefined);
  channel.on('data', (bytes: Buffer) => {
    if (input.writableLength < INPUT_LIMIT) input.write(bytes);
  });
  channel.on('end', () => input.end());
  channel.once('close', () => {
    controller.abort();
    input.destroy();
  });
  const out = channelSink(channel, channel);
  const error = channelSink(channel, channel.stderr);
  const streams = { input: new ByteInput(input), out, error };
  const status = await new PlantShell(machine).run(line, streams, controller).catch(() => 1);
  channel.exit(controller.signal.aborted ? 143 : status);
  channel.end();
}

/** Serves one session: a command, a shell on a terminal, or SFTP. */
export function serveSession(session: Session, machine: PlantMachine): void {
  const controller = new AbortController();
  const size: WindowSize = { columns: 80, rows: 24 };
  const resize = ({ cols, rows }: { cols: number; rows: number }): void => {
    size.columns = Math.min(1000, Math.max(1, cols || 80));
    size.rows = Math.min(1000, Math.max(1, rows || 24));
  };
  session.on('pty', (accept, _reject, info) => {
    resize(info);
    accept?.();
  });
  session.on('env', (accept) => accept?.());
  session.on('window-change', (accept, _reject, info) => {
    resize(info);
    accept?.();
  });
  session.on('signal', (accept) => {
    accept?.();
    controller.abort();
  });
  session.on('exec', (accept, _reject, info) => {
    const line = machine.codec.text(Buffer.from(info.command));
    void runCommand(accept(), machine, line, controller);
  });
  session.on('shell', (accept) => {
    const channel = accept();
    channel.on('error', () => undefined);
    new Terminal(channel, machine, channelSink(channel, channel), size);
  });
  session.on('subsystem', (accept, reject, info) => {
    if (info.name === 'sftp') new SftpServer(accept(), machine);
    else reject();
  });
}
