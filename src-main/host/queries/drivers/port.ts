import type { AppError } from '../../../contract/errors';
import type { Dialect } from '../../../contract/dialects';
import type { Column, Row } from '../../../contract/queries';
import type { DatabaseEndpoint } from '../../../contract/systems';
import type { SshLease } from '../../ssh/index';
import type { Judgement, Place } from '../guard/index';
import type { ByteRows } from './byte-rows';
import type { OpenStream } from './stream';

/**
 * The port behind which every database stands. A driver is a folder beside this file; its module
 * is loaded when its first connection is opened, see `registry.ts`. What all share (limits, pump,
 * cancel, watchdog) is in `run.ts` and not in the drivers.
 */

/** What is sent besides the statement of a user. Values stand in it by place. */
export interface OwnStatement {
  /** `session`: what a session begins with. `question`: ours, e.g. what a name means. `cancel`: stops what runs. */
  purpose: 'session' | 'question' | 'cancel';
  sql: string;
  values?: readonly (string | null)[];
}

/** Where and as whom to connect. The password is here and nowhere in what is logged or shown. */
export interface DatabaseTarget {
  dialect: Dialect;
  host: string;
  port: number;
  /** As `databaseEndpointSchema` says; for SQLite the path of the file. */
  database: string;
  username: string;
  password: string | null;
  tls: DatabaseEndpoint['tls'];
  /** PEM texts of the authorities that `verify` trusts besides the system's. */
  authorities: readonly string[];
  /** Schema that names without one mean; empty leaves it to the server. */
  schema: string;
  readOnlyIntent: boolean;
  oracle: DatabaseEndpoint['oracle'];
  /** A stream to host and port, direct or through SSH; a driver opens no sockets of its own. */
  open: OpenStream;
  /** SSH endpoint that `sqlplus` runs on; null where none is set. */
  sshId: string | null;
  /** A share in the connection to that endpoint, for what runs there; none where there is none. */
  openHost?: (signal: AbortSignal) => Promise<SshLease>;
  /**
   * Writes into the audit log what a driver sends by itself; called before it is sent. What cannot
   * be written down is not sent: the failure is thrown.
   */
  tell(own: OwnStatement): void;
}

/** Limits of one session, in milliseconds. */
export interface SessionLimits {
  connectMs: number;
  statementMs: number;
  lockMs: number;
}

/** `read`: read only by every means the server has. `inspect`: the same, its own defaults left as they are. `write`: one transaction, committed only on command. */
export type SessionMode = 'read' | 'inspect' | 'write';

/** What a dialect's servers call themselves, where checks differ. */
export type Product =
  | 'postgresql' | 'kingbase' | 'opengauss'
  | 'mysql' | 'mariadb' | 'oceanbase' | 'tidb'
  | 'oracle' | 'sqlserver' | 'hana' | 'sqlite'; // prettier-ignore

/** What the server says of itself and of the login. */
export interface ServerIdentity {
  product: Product;
  /** Numbers of its version, e.g. `[10, 11, 6]`. */
  version: readonly number[];
  /** For people, e.g. `PostgreSQL 15.18`. */
  server: string;
  database: string;
  username: string;
  /** One round trip, in milliseconds. */
  latencyMs: number;
  /** The server's clock minus ours, in milliseconds, as exact as half a round trip; null where it has none. */
  clockOffsetMs: number | null;
}

/** A cell that was longer than is kept: only its beginning is in the row. */
export interface ClippedCell {
  /** Number of the row in this result, from 0. */
  row: number;
  column: number;
  /** Its whole length in the server's bytes; null where the server does not say. */
  bytes: number | null;
}

/** Where a cell is in a result, from 0. */
export interface CellPlace {
  row: number;
  column: number;
}

/** Takes the next piece of a cell's text. */
export type TakeText = (piece: string) => void | Promise<void>;

/** Rows of a running statement, batch by batch. */
export interface RowCursor {
  /** Known once the first `read` has been answered; after `close` with the names of all types. */
  readonly columns: readonly Column[];
  /**
   * The next rows, each cell the server's own text without loss. Fewer than asked for where they
   * are wide, and before a failure, which the next call throws; none at the end, and after it.
   */
  read(count: number): Promise<Row[]>;
  /**
   * The same as the server's own bytes, where these are UTF-8: then `read` is not asked. They stay
   * as they are until the next but one call.
   */
  readBytes?(count: number): Promise<ByteRows>;
  /**
   * Hands this cell on piece by piece as it comes, however long it is; asked before the first `read`.
   * Without it a long cell comes by `DatabaseSession.cell`, or not at all.
   */
  handOn?(at: CellPlace, take: TakeText): void;
  /** Cells that were clipped since it was asked last. */
  takeClipped(): ClippedCell[];
  /** Ends the statement, so that the connection can be used again. */
  close(): Promise<void>;
}

/** A failed run: what to tell, and where in the statement as typed. */
export interface RunFailure {
  error: AppError;
  place: Place | null;
}

/** One connection, with one transaction where the server has them. Thrown away after its work. */
export interface DatabaseSession {
  readonly identity: ServerIdentity;
  /**
   * Resolves when the connection is gone, whoever ended it. Oracle's client library tells no one:
   * there it is known when the session is used next.
   */
  readonly gone: Promise<void>;
  /** Runs a question of our own, after it was told; cells as text. */
  ask(text: string, values?: readonly (string | null)[]): Promise<Row[]>;
  /**
   * Asks the server what the text alone cannot tell: names that mean something else there.
   *
   * @throws AppError `sql.refused` {reason, name}
   */
  check(judgement: Judgement): Promise<void>;
  /** Opens a cursor for a judged statement; values are bound by the server, never pasted in. */
  cursor(judgement: Judgement, values: readonly (string | null)[]): RowCursor;
  /**
   * Runs a statement again and gives one cell whole, piece by piece, in the same text as rows have
   * it; false where there is no such row. Without it `cellOf` asks the cursor.
   */
  cell?(
    judgement: Judgement,
    values: readonly (string | null)[],
    at: CellPlace,
    take: TakeText,
  ): Promise<boolean>;
  /**
   * Plans a statement of our own dialect's batches without running it, where the server has a mode
   * of the session for it and no statement (SQL Server); rows of the plan.
   */
  explain?(text: string): Promise<Row[]>;
  /** `write` only: runs one statement and tells the rows it touched, null where the server does not say. */
  execute(text: string, values: readonly (string | null)[]): Promise<{ affected: number | null }>;
  /** Names a failure, and finds the place the server points at. */
  failure(error: unknown, judgement: Judgement, typed: string, elapsedMs: number): RunFailure;
  /** Asks the server to stop what runs in this session; told once, however often it is called. */
  cancel(): Promise<void>;
  /** Ends the connection at once, without a word: what waits in it fails. */
  destroy(): void;
  /** Commits (`write` only) or rolls back, and disconnects; a server that does not answer is left. */
  close(end?: 'commit'): Promise<void>;
}

/** What a login may do beyond reading, for the warning that one with fewer rights is safer. */
export interface LoginRights {
  /** E.g. `superuser`, `createrole`, `FILE`; empty for a login that only reads. */
  rights: string[];
  /** All rights there are. */
  superuser: boolean;
  /** The server or the login begins transactions read only by itself. */
  readOnlyDefault: boolean;
}

/** One kind of database. */
export interface DatabaseDriver {
  /**
   * Connects, logs in and begins.
   *
   * @throws AppError `sql.connection-failed`, `sql.auth-failed`, `sql.password-expired`,
   *   `sql.certificate-refused`, a tunnel's own code, or the signal's reason
   */
  open(
    target: DatabaseTarget,
    limits: SessionLimits,
    mode: SessionMode,
    signal: AbortSignal,
  ): Promise<DatabaseSession>;
  /** Asks in a session of mode `inspect` what its login may do. */
  rights(session: DatabaseSession): Promise<LoginRights>;
}

/** A commit may take as long as what it makes durable; nobody cuts it off before, for then its outcome is unknown. */
export const commitMs = 10 * 60_000;
/** A transaction in which nothing is done holds locks on somebody's production. */
export const idleWriteMs = 10 * 60_000;

/** The longest cell that is kept, in the server's bytes; what is beyond is fetched on demand. */
export const maxCellBytes = 1024 * 1024;
