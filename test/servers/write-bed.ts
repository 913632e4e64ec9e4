/** A host with one database of a production system, whose login may write, for tests of scripts that change. */
import type { Dialect } from '../../src-main/contract/dialects';
import type { WriteFlag, WriteState } from '../../src-main/contract/query-write';
import { readStream } from '../../src-main/contract/wire/index';
import { databaseBed, type DatabaseBed } from './database-bed';
import type { TestHost } from './host';

/** What a person states. */
export const change = {
  reason: 'a price was mistyped',
  changeId: 'CHG-31',
  typedNames: ['127.0.0.1'],
};

interface Place {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
}

export class WriteBed {
  readonly at: TestHost;
  readonly endpointId: string;
  private readonly bed: DatabaseBed;

  private constructor(bed: DatabaseBed) {
    this.bed = bed;
    this.at = bed.at;
    this.endpointId = bed.endpointId;
  }

  static async start(dialect: Dialect, place: Place): Promise<WriteBed> {
    const { host, port, database, user: username, password } = place;
    return new WriteBed(await databaseBed(password, { dialect, host, port, database, username }));
  }

  open(
    sql: string,
    more: { acknowledged?: WriteFlag[]; parameters?: Record<string, string> } = {},
  ): Promise<WriteState> {
    const { endpointId } = this;
    return this.at.client.queries.openWrite({ endpointId, sql, statement: change, ...more });
  }

  step(id: string, all = true): Promise<WriteState> {
    return this.at.client.queries.stepWrite({ id, all });
  }

  end(id: string, end: 'commit' | 'rollback'): Promise<WriteState> {
    return this.at.client.queries.endWrite({ id, end });
  }

  /** What a page hears of it, until it has ended. */
  async told(id: string): Promise<WriteState> {
    const { client } = this.at;
    let last: WriteState | undefined;
    for await (const states of readStream<WriteState>(client, client.queries.followWrite({ id })))
      last = states.at(-1);
    if (!last) throw new Error('no state came');
    return last;
  }

  /** How the audit log says that writes ended, the newest first. */
  async ends(): Promise<unknown[]> {
    const { entries } = await this.at.client.audit.list({ kinds: ['change-ended'] });
    return entries.map(({ detail }) => [detail['state'], detail['affected']]);
  }

  close(): Promise<void> {
    return this.bed.at.close();
  }
}
