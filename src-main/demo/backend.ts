import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { PGlite } from '@electric-sql/pglite';
import { SCHEMA_SQL } from './schema.sql';

/** The database engine ended while it was working, or was ended because it had to stop. */
export class BackendGone extends Error {}

/** Bytes of answers that may be under way before the engine has to wait for the reader. */
const OUTSTANDING_LIMIT = 4 * 1024 * 1024;

interface WorkerSettings {
  pglite: string;
  schema: string;
  outstanding: SharedArrayBuffer;
  limit: number;
}

type WorkerMessage =
  | { kind: 'ready' }
  | { kind: 'data'; bytes: Uint8Array }
  | { kind: 'done' }
  | { kind: 'failed'; reason: string };

/**
 * The body of the worker thread. It is sent as text (`toString`), so that it works the same
 * in a bundle, from source and under test; it may therefore use nothing from this module.
 */
async function workerBody(): Promise<void> {
  const { createRequire: makeRequire } = process.getBuiltinModule('node:module');
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const settings = workerData as WorkerSettings;
  const outstanding = new Int32Array(settings.outstanding);
  const post = (message: WorkerMessage): void => parentPort?.postMessage(message);
  const load = makeRequire(settings.pglite);
  const engine = load(settings.pglite) as { PGlite: typeof PGlite };
  try {
    // The usual 128 MB of buffers would only sit beside a data set of 10 MB.
    const startParams = [...engine.PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];
    const database = await engine.PGlite.create({ startParams });
    await database.exec(settings.schema);
    let gathered: Uint8Array[] = [];
    let size = 0;
    const flush = (): void => {
      if (size === 0) return;
      const bytes = new Uint8Array(size);
      let at = 0;
      for (const piece of gathered) {
        bytes.set(piece, at);
        at += piece.length;
      }
      gathered = [];
      size = 0;
      Atomics.add(outstanding, 0, bytes.length);
      post({ kind: 'data', bytes });
      for (let now = Atomics.load(outstanding, 0); now > settings.limit;) {
        Atomics.wait(outstanding, 0, now);
        now = Atomics.load(outstanding, 0);
      }
    };
    parentPort?.on('message', (message: Uint8Array) => {
      const work = database.execProtocolRawStream(message, {
        syncToFs: false,
        onRawData: (data) => {
          // The engine reuses its memory: the bytes must be copied.
          gathered.push(data.slice());
          size += data.length;
          if (size >= 64 * 1024) flush();
        },
      });
      work.then(
        () => {
          flush();
          post({ kind: 'done' });
        },
        (error: unknown) => post({ kind: 'failed', reason: String(error) }),
      );
    });
    post({ kind: 'ready' });
  } catch (error) {
    post({ kind: 'failed', reason: String(error) });
  }
}

/**
 * One PGlite engine in a worker thread, so that a heavy statement never holds up the host's
 * event loop and can be ended for good. PGlite has a single session and no timers: it can
 * neither be interrupted nor keep a statement timeout; ending the thread does both.
 */
export class Backend {
  /** Resolves when the schema is loaded; rejects with BackendGone. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #outstanding = new SharedArrayBuffer(4);
  readonly #ended: Promise<unknown>;
  #isGone = false;
  #current:
    | { onData: (bytes: Buffer) => void; resolve: () => void; reject: (error: Error) => void }
    | undefined;

  constructor() {
    const settings: WorkerSettings = {
      pglite: createRequire(import.meta.url).resolve('@electric-sql/pglite'),
      schema: SCHEMA_SQL,
      outstanding: this.#outstanding,
      limit: OUTSTANDING_LIMIT,
    };
    this.#worker = new Worker(`(${workerBody.toString()})()`, {
      eval: true,
      workerData: settings,
      stdout: true,
      stderr: true,
      env: {},
      execArgv: [],
      name: 'demo-database',
    });
    this.ready = new Promise((resolve, reject) => {
      this.#current = { onData: () => undefined, resolve, reject };
    });
    this.ready.catch(() => undefined);
    this.#worker.on('message', (message: WorkerMessage) => this.#receive(message));
    this.#worker.on('error', (error) => this.#gone(error.message));
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#gone(`exit ${code}`);
        resolve(code);
      });
    });
  }

  #receive(message: WorkerMessage): void {
    if (message.kind === 'data') {
      this.#current?.onData(Buffer.from(message.bytes.buffer));
      return;
    }
    const current = this.#current;
    this.#current = undefined;
    if (message.kind === 'failed') current?.reject(new BackendGone(message.reason));
    else current?.resolve();
  }

  #gone(reason: string): void {
    this.#isGone = true;
    this.#current?.reject(new BackendGone(reason));
    this.#current = undefined;
  }

  /** Whether the engine has ended. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /**
   * Runs messages of the PostgreSQL protocol and hands on the answers as they come. Each
   * piece must be acknowledged with `acknowledge`. One call at a time.
   */
  async execute(messages: Uint8Array, onData: (bytes: Buffer) => void): Promise<void> {
    await this.ready;
    if (this.#isGone) throw new BackendGone('the engine has ended');
    await new Promise<void>((resolve, reject) => {
      this.#current = { onData, resolve, reject };
      this.#worker.postMessage(new Uint8Array(messages));
    });
  }

  /** Tells the engine that the reader has taken so many bytes. */
  acknowledge(bytes: number): void {
    const outstanding = new Int32Array(this.#outstanding);
    Atomics.sub(outstanding, 0, bytes);
    Atomics.notify(outstanding, 0);
  }

  /** Ends the thread, whatever it is doing; what was running rejects with BackendGone. */
  async terminate(): Promise<void> {
    this.#gone('terminated');
    await this.#worker.terminate();
    await this.#ended;
  }
}
