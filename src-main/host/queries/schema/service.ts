import { databaseAddress, type Dialect } from '../../../contract/dialects';
import { AppError } from '../../../contract/errors';
import type { Inputs, Outputs } from '../../../contract/index';
import type { SchemaObject, SchemaState } from '../../../contract/query-schema';
import type { DatabaseEndpoint, Endpoint } from '../../../contract/systems';
import type { Log } from '../../../kit/log';
import type { AuditService } from '../../audit/index';
import type { EventHub } from '../../events';
import type { OpenProfile } from '../../profile/index';
import type { RunningTask, TaskService } from '../../tasks/index';
import { auditStatement } from '../audited';
import type { DatabaseTarget } from '../drivers/port';
import { runStatement } from '../drivers/run';
import { assertReading, judge, type JudgeOptions } from '../guard/index';
import { databaseOf } from '../target';
import { complete, type Completion } from './complete';
import { describe, objectOf, type Described } from './hover';
import { SchemaFiles, type OpenSchema } from './open';
import { maxObjects, readSchema } from './read';
import { SchemaStore, type KeptRow } from '../schema-store';

/** A schema is read anew after this time, when something else connects anyway. */
const staleMs = 24 * 3_600_000;
/** After a read that failed nobody tries by himself for this time. */
const restMs = 3_600_000;
/** Catalogs of ERP systems take their time. */
const catalogMs = 300_000;
const everyRow = 100_000_000;

export interface SchemasParts {
  profile: OpenProfile;
  events: EventHub;
  tasks: TaskService;
  audit: AuditService;
  reviewed: JudgeOptions['reviewed'];
  log: Log;
  endpoint(id: string): Endpoint;
  target(endpointId: string): Promise<DatabaseTarget>;
  /** Statements that were sent to a connection lately, newest first: what they read comes first. */
  sentLately(endpointId: string): readonly string[];
}

interface Reading {
  stop: AbortController;
  ended: Promise<SchemaState>;
}

/** Schemas of databases: read once, kept on this device, asked at each keystroke. */
export class SchemaService {
  private readonly parts: SchemasParts;
  private readonly store: SchemaStore;
  private readonly files: SchemaFiles;
  private readonly reading = new Map<string, Reading>();
  private readonly failedAt = new Map<string, number>();

  constructor(parts: SchemasParts) {
    this.parts = parts;
    this.store = new SchemaStore(parts.profile.db);
    this.files = new SchemaFiles(parts.profile, this.store);
  }

  state(endpointId: string): SchemaState {
    const { dialect } = this.database(endpointId);
    return this.stateOf(endpointId, dialect, this.store.one(endpointId));
  }

  /** Schemas kept on this device, of connections that are still there. */
  kept(): SchemaState[] {
    return this.store.all().flatMap((row) => {
      try {
        return [this.stateOf(row.endpointId, this.database(row.endpointId).dialect, row)];
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        this.files.remove(row.endpointId);
        return [];
      }
    });
  }

  /** Reads a schema and keeps it; see contract/query-schema.ts. */
  read(endpointId: string, signal?: AbortSignal): Promise<SchemaState> {
    const known = this.reading.get(endpointId);
    if (known) return known.ended;
    const detail = this.database(endpointId);
    const stop = new AbortController();
    const abort = (): void => stop.abort(new AppError('sql.cancelled'));
    signal?.addEventListener('abort', abort);
    const title = databaseAddress(detail);
    const ended = this.parts.tasks
      .run('schema', title, (task) => this.readNow(endpointId, detail, task, stop.signal))
      .finally(() => {
        signal?.removeEventListener('abort', abort);
        this.reading.delete(endpointId);
        this.parts.events.changed('queries', endpointId);
      })
      .then(() => this.state(endpointId));
    this.reading.set(endpointId, { stop, ended });
    this.parts.events.changed('queries', endpointId);
    return ended;
  }

  /**
   * Something has just connected: reads anew in the background what is older than a day. The first
   * time a person asks for it: catalogs of old servers are slow to read.
   */
  connected(endpointId: string): void {
    const failed = this.failedAt.get(endpointId);
    if (failed !== undefined && Date.now() - failed < restMs) return;
    const { readAt, stale } = this.state(endpointId);
    if (readAt === null || !stale) return;
    this.read(endpointId).catch((error: unknown) => {
      this.failedAt.set(endpointId, Date.now());
      this.parts.log.error('a schema could not be read', error, { endpointId });
    });
  }

  async rows(input: Inputs['queries']['schemaRows']): Promise<Outputs['queries']['schemaRows']> {
    const { endpointId, filter = '', open = [], from, count, reveal = null } = input;
    const opened = await this.open(endpointId);
    if (!opened) return { total: 0, rows: [], revealed: null };
    return opened.tree.window({ filter, open, from, count, reveal });
  }

  async object(endpointId: string, schema: string, name: string): Promise<SchemaObject | null> {
    const opened = await this.open(endpointId);
    const number = opened?.schema.directory.find([schema, name]) ?? null;
    return opened && number !== null ? objectOf(opened.schema, number) : null;
  }

  async complete(input: Inputs['queries']['complete']): Promise<Completion> {
    const { endpointId, dialect, sql, offset } = input;
    const opened = endpointId === null ? null : await this.open(endpointId);
    const parameters = (input.parameters ?? []).map(({ name, choices = [] }) => ({
      name,
      choices,
    }));
    const used = opened?.used() ?? new Set<number>();
    return complete({ dialect, sql, offset, schema: opened?.schema ?? null, parameters, used });
  }

  async describe(input: Inputs['queries']['describe']): Promise<Described | null> {
    const opened = input.endpointId === null ? null : await this.open(input.endpointId);
    return opened ? describe(input.dialect, input.sql, input.offset, opened.schema) : null;
  }

  /** What is known of tables, for plans; null when the schema was never read. */
  async known(endpointId: string): Promise<OpenSchema['schema'] | null> {
    return (await this.open(endpointId))?.schema ?? null;
  }

  async dispose(): Promise<void> {
    const all = [...this.reading.values()];
    for (const { stop } of all) stop.abort(new AppError('sql.cancelled'));
    await Promise.allSettled(all.map(({ ended }) => ended));
    this.files.close();
  }

  private open(endpointId: string): Promise<OpenSchema | null> {
    const { dialect } = this.database(endpointId);
    return this.files.open(endpointId, dialect, () => this.parts.sentLately(endpointId));
  }

  private async readNow(
    endpointId: string,
    detail: DatabaseEndpoint,
    task: RunningTask,
    stop: AbortSignal,
  ): Promise<void> {
    const { profile, audit, reviewed } = this.parts;
    const { dialect } = detail;
    const target = await this.parts.target(endpointId);
    const signal = AbortSignal.any([task.signal, stop]);
    const readAt = profile.clock.now();
    let server = '';
    const file = this.files.create(endpointId, readAt);
    try {
      const run = async (sql: string, rows: Parameters<Parameters<typeof readSchema>[1]>[1]) => {
        const judgement = await judge(dialect, sql, { reviewed, signal });
        assertReading(judgement);
        auditStatement(audit, detail, sql, {});
        await runStatement(
          target,
          { judgement, typed: sql, values: [], maxRows: everyRow, timeoutMs: catalogMs },
          { begin: () => undefined, rows: (batch) => rows(batch) },
          signal,
          (identity) => (server = identity.server),
        );
      };
      const { objects } = await readSchema(dialect, run, file, (part, rows) =>
        task.progress(null, `${part} ${rows}`),
      );
      this.store.put({ endpointId, readAt, server, objects, bytes: file.bytes });
      this.files.keepOnly(endpointId, readAt);
    } catch (error) {
      this.files.drop(endpointId, readAt);
      throw error;
    } finally {
      file.close();
    }
  }

  private database(endpointId: string): DatabaseEndpoint {
    return databaseOf(this.parts.endpoint(endpointId));
  }

  private stateOf(endpointId: string, dialect: Dialect, row: KeptRow | null): SchemaState {
    const age = row ? this.parts.profile.clock.now() - row.readAt : Number.POSITIVE_INFINITY;
    return {
      endpointId,
      dialect,
      readAt: row?.readAt ?? null,
      server: row?.server ?? '',
      objects: row?.objects ?? 0,
      bytes: row?.bytes ?? 0,
      truncated: (row?.objects ?? 0) >= maxObjects,
      stale: age > staleMs,
      reading: this.reading.has(endpointId),
    };
  }
}
