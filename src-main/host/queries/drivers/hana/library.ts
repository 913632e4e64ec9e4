import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';

/** What of hdb 2.30 is used; the package has no types of its own. */

export interface HanaColumn {
  dataType: number;
  /** Digits behind the point. */
  fraction: number;
  length: number;
  columnDisplayName: string;
}

/** A large object: its first piece has come with the row, the rest is asked for while it is read. */
export interface HanaLob {
  length: number;
  on(event: 'data', listener: (piece: Buffer) => void): void;
  on(event: 'end', listener: () => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  resume(): void;
  pause(): void;
}

export interface HanaResultSet {
  metadata: HanaColumn[];
  closed: boolean;
  setFetchSize(rows: number): void;
  createObjectStream(): AsyncIterable<unknown[]> & Duplex;
  createLob(descriptor: unknown): HanaLob;
  close(done?: (error?: Error) => void): void;
}

type Executed = HanaResultSet | number | undefined;

export interface HanaStatement {
  execute(
    values: readonly (string | null)[],
    options: { rowsAsArray: boolean; autoFetch: boolean },
    done: (error: Error | null, result: Executed) => void,
  ): void;
  drop(done?: (error?: Error) => void): void;
}

/** Opens the stream of a connection. */
export type ConnectFunction = (
  at: { host: string; port: number },
  done: (error: unknown, stream?: Duplex) => void,
) => void;

export interface HanaConnection {
  _connectFn: ConnectFunction;
}

export interface HanaClient {
  _connection: HanaConnection;
  _createConnection: (settings: object) => HanaConnection;
  connect(done: (error?: Error) => void): void;
  setAutoCommit(on: boolean): void;
  execute(
    text: string,
    options: { rowsAsArray: boolean },
    done: (error: Error | null, result: Executed) => void,
  ): void;
  prepare(text: string, done: (error: Error | null, statement: HanaStatement) => void): void;
  commit(done: (error?: Error) => void): void;
  rollback(done: (error?: Error) => void): void;
  disconnect(done: (error?: Error) => void): void;
  destroy(error?: Error): void;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'close', listener: () => void): void;
}

interface HanaPackage {
  createClient(settings: object): HanaClient;
}

/** Here and not when it is needed: the registry names a package that is not installed. */
const hdb = createRequire(import.meta.url)('hdb') as HanaPackage;

/**
 * A client whose connections, also one to the node that the server sends it on to, go over
 * streams that `open` gives. The package makes a connection's socket by a function of the
 * connection; that is set here, and `hana.test.ts` fails when a new version has it elsewhere.
 */
export function clientOver(open: ConnectFunction, settings: object): HanaClient {
  const client = hdb.createClient(settings);
  const create = client._createConnection;
  client._connection._connectFn = open;
  client._createConnection = (more) => {
    const connection = create(more);
    connection._connectFn = open;
    return connection;
  };
  return client;
}
