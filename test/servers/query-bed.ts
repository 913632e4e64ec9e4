/** A host with a system whose databases are on a private PostgreSQL or MariaDB, for tests of queries. */
import type { Inputs } from '../../src-main/contract/index';
import type { ResultState, Row } from '../../src-main/contract/queries';
import { readStream } from '../../src-main/contract/wire/index';
import { startTestHost, type TestHost } from './host';
import type { MariaDbServer } from './mariadb';
import type { PostgresServer } from './postgres';

/** Keeps a server busy until it is stopped. */
export const endless =
  'SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b';
/** Rows without end, as they are read. */
export const endlessRows = "SELECT generate_series(1, 100000000), repeat('x', 100)";

/** What a test changes of the usual endpoint. */
export interface EndpointChange {
  port?: number;
  secret?: string;
  username?: string;
  database?: string;
  tls?: 'off' | 'prefer' | 'require';
  sshId?: string;
}

/** The host, and short ways to run and to look. */
export class QueryBed {
  readonly at: TestHost;
  readonly systemId: string;
  private readonly server: PostgresServer | MariaDbServer;
  private readonly dialect: 'postgresql' | 'mysql';
  /** The database as the reader. */
  endpointId = '';
  private named = 0;

  private constructor(at: TestHost, server: QueryBed['server'], systemId: string) {
    this.dialect = server.url.startsWith('postgres:') ? 'postgresql' : 'mysql';
    this.at = at;
    this.server = server;
    this.systemId = systemId;
  }

  static async start(server: PostgresServer | MariaDbServer): Promise<QueryBed> {
    const at = await startTestHost();
    const { client } = at;
    const customer = await client.systems.saveCustomer({ name: 'Yangtze Motors' });
    const site = await client.systems.saveSite({ customerId: customer.id, name: 'Plant 1' });
    const system = await client.systems.saveSystem({
      siteId: site.id,
      name: 'ERP',
      platform: 'postgresql',
      environment: 'production',
    });
    await client.secrets.set({ name: 'reader', value: server.reader.password });
    const bed = new QueryBed(at, server, system.id);
    bed.endpointId = await bed.endpoint();
    return bed;
  }

  get client(): TestHost['client'] {
    return this.at.client;
  }

  /** A new database endpoint, as the reader unless said otherwise. */
  async endpoint(change: EndpointChange = {}): Promise<string> {
    const { server, systemId } = this;
    this.named += 1;
    const endpoint = await this.client.systems.saveEndpoint({
      systemId,
      name: `database ${this.named}`,
      detail: {
        kind: 'database',
        dialect: this.dialect,
        host: server.host,
        port: server.port,
        database: server.database,
        username: server.reader.user,
        secret: 'reader',
        tls: 'prefer',
        ...change,
      },
    });
    return endpoint.id;
  }

  /** Starts a statement. */
  async start(sql: string, more: Partial<Inputs['queries']['run']> = {}): Promise<string> {
    const { endpointId } = this;
    return (await this.client.queries.run({ endpointId, sql, ...more })).id;
  }

  /** Runs a statement and waits for its end. */
  async run(sql: string, more: Partial<Inputs['queries']['run']> = {}): Promise<ResultState> {
    return this.ended(await this.start(sql, more));
  }

  async ended(id: string): Promise<ResultState> {
    let last: ResultState | undefined;
    for await (const states of readStream(this.client, this.client.queries.follow({ id }))) {
      last = states.at(-1);
    }
    if (!last) throw new Error('no state came');
    return last;
  }

  async rows(id: string, from = 0, count = 1000): Promise<Row[]> {
    return (await this.client.queries.window({ id, from, count })).rows;
  }

  states(): Promise<ResultState[]> {
    return this.client.queries.results({});
  }

  /** Waits until a run has reached the server, or has that many rows. */
  async underWay(id: string, rows = 0): Promise<void> {
    await until(async () =>
      (await this.states()).some(
        (state) => state.id === id && state.state === 'running' && state.rows >= rows,
      ),
    );
  }

  /** Waits until none of our sessions is left on the server. */
  async nobodyLeft(): Promise<void> {
    const sql = "SELECT pid FROM pg_stat_activity WHERE application_name = 'FieldBench'";
    await until(async () => (await this.server.query(sql)).length === 0);
  }
}

/** Waits for something to become so; the test's own time limit ends it otherwise. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
