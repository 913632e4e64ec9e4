import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { AppError } from '../../contract/errors';
import { refusal, type SshTarget } from './failure';

/** A listener on the far side. */
export interface RemoteListener {
  /** Where it listens; the server's choice when 0 was asked for. */
  port: number;
  /** Ends the listener; connections that came through it live on. */
  close(): Promise<void>;
}

/** Listeners that a server keeps for us, and who takes their connections. */
export class Listeners {
  private readonly client: Client;
  private readonly gone: () => AppError | null;
  private readonly count: (change: 1 | -1) => void;
  private readonly takers = new Map<string, (stream: Duplex) => void>();
  private listening = false;

  /** @param gone why nothing can be asked of the server any more, or null */
  constructor(client: Client, gone: () => AppError | null, count: (change: 1 | -1) => void) {
    this.client = client;
    this.gone = gone;
    this.count = count;
  }

  /** @throws AppError `ssh.exec-failed` when the server refuses, `ssh.closed` */
  async open(
    host: string,
    port: number,
    server: SshTarget,
    onConnection: (stream: Duplex) => void,
  ): Promise<RemoteListener> {
    this.listen();
    const actual = await new Promise<number>((resolve, reject) => {
      const gone = this.gone();
      if (gone) return reject(gone);
      try {
        this.client.forwardIn(host, port, (error, chosen) =>
          error ? reject(this.gone() ?? refusal(error, server)) : resolve(chosen),
        );
      } catch (error) {
        reject(refusal(error, server));
      }
    });
    const key = `${host}:${actual}`;
    this.takers.set(key, onConnection);
    return {
      port: actual,
      close: () =>
        new Promise((resolve) => {
          if (!this.takers.delete(key) || this.gone()) return resolve();
          // Whether it was still there makes no difference any more.
          try {
            this.client.unforwardIn(host, actual, () => resolve());
          } catch {
            resolve();
          }
        }),
    };
  }

  private listen(): void {
    if (this.listening) return;
    this.listening = true;
    this.client.on('tcp connection', ({ destIP, destPort }, accept, reject) => {
      const taker = this.takers.get(`${destIP}:${destPort}`);
      if (!taker) return reject();
      const stream = accept();
      this.count(1);
      stream.once('close', () => this.count(-1));
      taker(stream);
    });
  }
}
