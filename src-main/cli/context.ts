import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { AppError } from '../contract/errors';
import type { HostClient } from '../contract/index';
import type { Host } from '../host/index';
import { defaultProfileFolder } from '../kit/program';
import { askPassphrase } from './ask';
import { createPlatform } from './platform';

/** Secrets that came by environment, and are no longer in it. */
export interface Secrets {
  passphrase: string | undefined;
  url: string | undefined;
  token: string | undefined;
}

/**
 * Takes the secrets out of the environment, so that no child of this process inherits
 * them. Called before anything else.
 */
export function takeSecrets(environment: NodeJS.ProcessEnv = process.env): Secrets {
  const take = (name: string): string | undefined => {
    const value = environment[name];
    delete environment[name];
    // Set but empty is what a script with a forgotten variable gives: it names no secret.
    return value === '' ? undefined : value;
  };
  return {
    passphrase: take('FIELDBENCH_PASSPHRASE'),
    url: take('FIELDBENCH_URL'),
    token: take('FIELDBENCH_TOKEN'),
  };
}

/** Values of the options that stand anywhere before or after a command. */
export interface GlobalOptions {
  data?: string;
  json?: boolean;
}

/**
 * How a file of commands adds them: it exports one such function, which stands in the
 * list of main.ts. A command's action takes its options, calls the host by
 * `context.withHost`, and prints by `context.print`; what it throws becomes the exit code.
 */
export type Register = (program: Command, context: CliContext) => void;

/** What a command needs from its surroundings. */
export class CliContext {
  readonly secrets: Secrets;
  private readonly options: () => GlobalOptions;
  private readonly stop = new AbortController();
  private listensForStop = false;

  constructor(secrets: Secrets, options: () => GlobalOptions) {
    this.secrets = secrets;
    this.options = options;
    if (process.channel) {
      process.on('disconnect', () => this.stopNow());
      // A listener alone would keep the process alive.
      process.channel.unref();
    }
  }

  /** Results on stdout are JSON. */
  get json(): boolean {
    return this.options().json === true;
  }

  /** Whether `--data` was given. */
  get folderIsChosen(): boolean {
    return this.options().data !== undefined;
  }

  /** The profile folder. */
  get folder(): string {
    const { data } = this.options();
    return data === undefined ? defaultProfileFolder() : resolve(data);
  }

  /** A path the user typed. The launcher starts this process where the user is (INIT_CWD). */
  path(typed: string): string {
    return resolve(typed);
  }

  /** Prints one result: a JSON line with `--json`, else the text for people. */
  print(document: unknown, text?: string): void {
    const readable = text ?? JSON.stringify(document, null, 2);
    process.stdout.write(`${this.json ? JSON.stringify(document) : readable}\n`);
  }

  /** Says something beside the results, on stderr. */
  say(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** The lines of stdin as they come. */
  lines(): AsyncIterable<string> {
    return createInterface({ input: process.stdin, crlfDelay: Infinity });
  }

  /** Everything that stands on stdin. */
  readStdin(): Promise<string> {
    return readAll(process.stdin);
  }

  /**
   * A secret argument: `-` reads stdin (without its last line break), nothing given takes
   * what came by environment.
   */
  async secretArgument(
    given: string | undefined,
    name: 'url' | 'token',
  ): Promise<string | undefined> {
    if (given === '-') return (await this.readStdin()).replace(/\r?\n$/, '');
    return given ?? this.secrets[name];
  }

  /**
   * Aborted by SIGTERM, SIGINT or the end of the launcher. Until a command asks for it,
   * those simply end the process.
   */
  get stopped(): AbortSignal {
    if (!this.listensForStop) {
      this.listensForStop = true;
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
        process.on(signal, () => this.stopNow());
    }
    return this.stop.signal;
  }

  /** Resolves when {@link stopped} aborts, or earlier when the other promise does. */
  async untilStopped(orEarlier?: Promise<unknown>): Promise<void> {
    const { stopped } = this;
    if (stopped.aborted) return;
    const asked = new Promise((done) => stopped.addEventListener('abort', done, { once: true }));
    await Promise.race(orEarlier ? [asked, orEarlier] : [asked]);
  }

  /**
   * Runs work with the host of the profile, its vault open, and closes the host after.
   * A new profile is created with the passphrase.
   *
   * @throws AppError `vault.passphrase-needed` without environment, keyring and terminal
   */
  async withHost<T>(work: (client: HostClient, host: Host) => Promise<T>): Promise<T> {
    // Loaded here: commands that touch no profile start faster without the host.
    const { createHost } = await import('../host/index');
    const host = createHost(createPlatform('cli', this.folder));
    try {
      await this.unlock(host);
      const connection = host.connect();
      try {
        return await work(connection.client, host);
      } finally {
        connection.close();
      }
    } catch (error) {
      // Over the wire the host explains these itself; here services are called directly, too.
      const { databaseError } = await import('../kit/database');
      throw databaseError(error, this.folder);
    } finally {
      await host.close();
    }
  }

  /** Opens the vault of a host as the keyring, the environment or a person at the terminal can. */
  private async unlock(host: Host): Promise<void> {
    const { state, remembered } = host.vault.status();
    const { passphrase } = this.secrets;
    if (passphrase === undefined && remembered) {
      try {
        await host.vault.unlockRemembered();
        return;
      } catch (error) {
        // The keyring may have forgotten it: then the passphrase is asked for.
        if (!(error instanceof AppError)) throw error;
      }
    }
    await this.openVault(
      host,
      passphrase ?? (await askPassphrase(state === 'none' ? 'new' : 'existing')),
    );
  }

  /** Opens the vault of a host with a passphrase, or creates it and says its recovery key on stderr. */
  async openVault(host: Host, passphrase: string): Promise<void> {
    if (host.vault.status().state === 'none') {
      try {
        const recoveryKey = await host.vault.create(passphrase, false);
        this.say(`New profile in ${this.folder}. Print its recovery key, it is shown this once:`);
        this.say(recoveryKey);
        return;
      } catch (error) {
        // Another process has made it in this moment: then it opens with the same passphrase.
        if (!(error instanceof AppError) || error.code !== 'vault.exists') throw error;
      }
    }
    await host.vault.unlock(passphrase, false);
  }

  private stopNow(): void {
    if (this.listensForStop) this.stop.abort();
    else process.exit(1);
  }
}
