/**
 * An SSH server that asks questions at log-in, for what OpenSSH can only do with PAM:
 * keyboard-interactive with several rounds, and passwords that have expired. Made of ssh2's
 * server, as strict as OpenSSH about the order of things.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import ssh2, { type AuthContext, type Connection } from 'ssh2';
import { makeServerFolder, removeServerFolder } from './process';
import { makeSshKey } from './ssh-keys';

/** One round of questions and the answers that pass it. */
export interface Round {
  title?: string;
  instructions?: string;
  questions: { prompt: string; echo: boolean; answer: string }[];
}

/** A running server that asks. */
export interface AskingSshServer {
  readonly host: string;
  readonly port: number;
  readonly hostKeyFingerprint: string;
  /** Every answer it was given so far. */
  readonly answers: string[];
  /** Ends every connection, also in the middle of a question. */
  dropConnections(): void;
  /** Connections open now. */
  connectionCount(): number;
  stop(): Promise<void>;
}

/**
 * Starts a server for one user that asks the rounds in turn; `expired` wants another password
 * instead. With `refusesCommands` it says no to every command and shell, as a gateway does.
 */
export async function startAskingSshServer(
  how: ({ rounds: readonly Round[] } | { expired: string }) & { refusesCommands?: boolean },
): Promise<AskingSshServer> {
  const folder = await makeServerFolder('asking-ssh');
  const key = await makeSshKey(folder, 'host', 'ed25519');
  const answers: string[] = [];
  const connections = new Set<Connection>();

  function ask(context: AuthContext, rounds: readonly Round[]): void {
    const method = 'rounds' in how ? 'keyboard-interactive' : 'password';
    if (context.method !== method) return context.reject([method]);
    if (context.method === 'password') {
      const wanted = 'expired' in how ? how.expired : '';
      context.requestChange(wanted, () => context.reject());
      return;
    }
    if (context.method !== 'keyboard-interactive') return;
    const [round, ...rest] = rounds;
    if (!round) return context.accept();
    context.prompt(
      round.questions.map(({ prompt, echo }) => ({ prompt, echo })),
      round.title ?? '',
      round.instructions ?? '',
      (given) => {
        answers.push(...given);
        const passed = round.questions.every(({ answer }, index) => given[index] === answer);
        if (passed) ask(context, rest);
        else context.reject([method]);
      },
    );
  }

  const server = new ssh2.Server({ hostKeys: [await readFile(key.path)] }, (connection) => {
    connections.add(connection);
    connection.on('error', () => undefined);
    connection.on('close', () => connections.delete(connection));
    connection.on('authentication', (context) => ask(context, 'rounds' in how ? how.rounds : []));
    connection.on('session', (accept) => {
      const session = accept();
      if (how.refusesCommands) return;
      session.on('exec', (take) => {
        const channel = take();
        channel.write('in\n');
        channel.exit(0);
        channel.end();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const blob = Buffer.from(key.publicKey.split(' ')[1] ?? '', 'base64');
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    hostKeyFingerprint: `SHA256:${digest}`,
    answers,
    dropConnections: () => {
      for (const connection of connections) connection.end();
    },
    connectionCount: () => connections.size,
    stop: async () => {
      for (const connection of connections) connection.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await removeServerFolder(folder);
    },
  };
}
