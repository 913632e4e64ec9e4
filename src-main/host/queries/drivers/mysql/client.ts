import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { createConnection, type Connection, type Query } from 'mysql2';
import type { Row } from '../../../../contract/queries';
import { asSocket } from '../as-socket';
import type { DatabaseTarget } from '../port';
import type { CarriedStream } from '../stream';
import { certificateFailure, tlsOptions } from '../tls';
import { PacketClipper } from './clip';
import { RowReader } from './rows';
import { cellKindOf, type FieldDefinition } from './types';

/** A server that does not hang up is left after this time. */
const quitMs = 500;

/** A payload as mysql2 hands it to its commands. */
interface Packet {
  buffer: Buffer;
  offset: number;
  end: number;
  isEOF(): boolean;
}

/**
 * What is used of mysql2 beyond its description, by the exact version that package.json names;
 * `mysql.test.ts` fails where a newer one has it otherwise.
 */
interface Insides {
  stream: Duplex;
  packetParser: { execute(chunk: Buffer): void };
  startTLS(secured: (error?: Error) => void): void;
  connectionId: number;
  pause(): void;
  resume(): void;
}

/** A running command: `row` is called with each payload of a row, and gives what is called next. */
type Command = Query & { row: (packet: Packet) => unknown };

/** Takes what a statement answers. */
export interface Answer {
  fields(fields: FieldDefinition[]): void;
  row(row: Row): void;
  /** Takes rows as they are, in place of `row`: where the payload of each is. */
  payload?(bytes: Buffer, start: number, end: number): void;
  end(affected: number | null): void;
  error(error: Error): void;
}

/**
 * One connection of mysql2 whose rows are read by our own reader, each cell as text, and whose
 * long cells are cut before they are gathered. One statement a call, no files of this machine.
 */
export class MysqlClient {
  readonly clipper = new PacketClipper();
  private readonly connection: Connection & Insides;
  private failed: Error | null = null;
  private answer: Answer | null = null;
  private discarding = false;

  private constructor(connection: Connection & Insides) {
    this.connection = connection;
    connection.on('error', (error: Error) => this.lose(error));
    connection.on('end', () => this.lose(new Error('The server closed the connection.')));
  }

  /**
   * Logs in over an open stream.
   *
   * @param encrypted asks for TLS; a server without it is an error
   * @param database that is begun in, empty for none
   */
  static open(
    carried: CarriedStream,
    target: DatabaseTarget,
    database: string,
    encrypted: boolean,
  ): Promise<MysqlClient> {
    const connection = createConnection({
      stream: asSocket(carried.stream),
      host: target.host,
      port: target.port,
      user: target.username,
      password: target.password ?? '',
      ...(database === '' ? {} : { database }),
      charset: 'utf8mb4_general_ci',
      // What the server must not ask of us, and what would make it read the text otherwise.
      flags: ['-LOCAL_FILES', '-IGNORE_SPACE', '-ODBC', '-FOUND_ROWS', '-CLIENT_QUERY_ATTRIBUTES'],
      multipleStatements: false,
      disableEval: true,
      // We have it prepare none, and its table for the usual 16,000 takes half a megabyte.
      maxPreparedStatements: 1,
      connectTimeout: 0,
      connectAttributes: { program_name: 'FieldBench' },
      ...(encrypted ? { ssl: {} } : {}),
    }) as Connection & Insides;
    const client = new MysqlClient(connection);
    const { packetParser } = connection;
    connection.packetParser = {
      execute: (chunk) => client.clipper.take(chunk, (piece) => packetParser.execute(piece)),
    };
    // mysql2 compares the certificate's name with `localhost` where the host is an address.
    connection.startTLS = (secured) => {
      connection.stream.removeAllListeners('data');
      const options = { ...tlsOptions(target), host: target.host, socket: connection.stream };
      let encryptedNow = false;
      const stream = connectTls(options, () => {
        encryptedNow = true;
        secured();
      });
      stream.on('error', (error) => {
        client.lose(certificateFailure(error, target.host) ?? error);
        if (!encryptedNow) secured(error);
      });
      stream.on('data', (chunk: Buffer) => connection.packetParser.execute(chunk));
      stream.on('end', () => connection.emit('end'));
      connection.stream = stream;
    };
    return new Promise((resolve, reject) => {
      client.answer = { fields: ignore, row: ignore, end: ignore, error: reject };
      connection.once('connect', () => {
        client.answer = null;
        resolve(client);
      });
    });
  }

  /** The server's number of this connection. */
  get id(): number {
    return this.connection.connectionId;
  }

  /** Sends one statement; its rows come until `pause`. One at a time. */
  send(text: string, answer: Answer): void {
    if (this.failed) {
      answer.error(this.failed);
      return;
    }
    this.clipper.begin();
    this.discarding = false;
    this.answer = answer;
    const done = (then: () => void): void => {
      if (this.answer !== answer) return;
      this.answer = null;
      then();
    };
    const command = this.connection.query(text) as Command;
    let reader: RowReader | null = null;
    let affected: number | null = null;
    command.on('fields', (fields?: FieldDefinition[]) => {
      if (!fields) return;
      reader = new RowReader(fields.map(cellKindOf));
      answer.fields(fields);
    });
    command.on('result', (result: { affectedRows?: number } | undefined) => {
      affected = result?.affectedRows ?? null;
    });
    command.on('error', (error: Error) => done(() => answer.error(error)));
    command.on('end', () => done(() => answer.end(affected)));
    const past = command.row;
    const row = (packet: Packet): unknown => {
      if (!reader || packet.isEOF()) return past.call(command, packet);
      const { buffer, offset, end } = packet;
      if (this.discarding) return row;
      if (answer.payload) answer.payload(buffer, offset, end);
      else answer.row(reader.read(buffer, offset, end));
      return row;
    };
    command.row = row;
  }

  /** Sends one statement and gathers its rows. */
  ask(text: string): Promise<{ rows: Row[]; affected: number | null }> {
    const rows: Row[] = [];
    return new Promise((resolve, reject) => {
      this.send(text, {
        fields: ignore,
        row: (row) => rows.push(row),
        end: (affected) => resolve({ rows, affected }),
        error: reject,
      });
    });
  }

  /** Lets what still comes of the statement pass unread. */
  discard(): void {
    this.discarding = true;
    this.resume();
  }

  pause(): void {
    this.connection.pause();
  }

  resume(): void {
    this.connection.resume();
  }

  /** Says good-bye, and waits a moment for the server to hang up: else it writes of a lost client in its log. */
  quit(): Promise<void> {
    if (this.failed) return Promise.resolve();
    return new Promise((resolve) => {
      const left = setTimeout(resolve, quitMs);
      this.connection.once('end', () => {
        clearTimeout(left);
        resolve();
      });
      this.connection.end();
    });
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.lose(new Error('The connection was ended.'));
    this.connection.destroy();
  }

  private lose(error: Error): void {
    this.failed ??= error;
    const { answer } = this;
    this.answer = null;
    answer?.error(this.failed);
  }
}

function ignore(): void {
  // Nothing is wanted of it.
}
