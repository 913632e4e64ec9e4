import type { TunnelDefinition } from '../../contract/tunnels';
import type { Database } from '../../kit/database';
import type { EntityStore, Json } from '../../kit/journal';

/** Synced fields of a tunnel; the detail is one register, because its parts belong together. */
export interface TunnelFields {
  endpointId: string;
  detail: Omit<TunnelDefinition, 'id' | 'endpointId'>;
}

interface TunnelRow {
  id: string;
  endpoint_id: string;
  detail: string;
}

const columns: Record<string, string> = {
  endpointId: 'endpoint_id',
  detail: 'detail',
  archived: 'archived',
};

/** Rows of saved tunnels. Changed only through the journal. */
export class TunnelStore implements EntityStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** Those that were not removed, in the order in which they were made. */
  all(): TunnelDefinition[] {
    return this.db
      .prepare<[], TunnelRow>(
        'SELECT id, endpoint_id, detail FROM tunnel WHERE archived = 0 ORDER BY id',
      )
      .all()
      .map(definitionOf);
  }

  get(id: string): TunnelDefinition | null {
    const row = this.db
      .prepare<[string], TunnelRow>(
        'SELECT id, endpoint_id, detail FROM tunnel WHERE id = ? AND archived = 0',
      )
      .get(id);
    return row ? definitionOf(row) : null;
  }

  create(id: string, fields: Record<string, Json>, at: number): void {
    const [names, values] = written(fields);
    const all = ['id', 'updated_at', ...names];
    this.db
      .prepare(`INSERT INTO tunnel (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`)
      .run(id, at, ...values);
  }

  set(id: string, fields: Record<string, Json>, at: number): void {
    const [names, values] = written(fields);
    const assignments = ['updated_at', ...names].map((name) => `${name} = ?`);
    this.db
      .prepare(`UPDATE tunnel SET ${assignments.join(', ')} WHERE id = ?`)
      .run(at, ...values, id);
  }
}

function written(fields: Record<string, Json>): [names: string[], values: (string | number)[]] {
  const names = Object.keys(fields).map((field) => {
    const column = columns[field];
    if (!column) throw new Error(`tunnel has no field ${field}`);
    return column;
  });
  const values = Object.values(fields).map((value) => {
    if (typeof value === 'boolean') return value ? 1 : 0;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
  return [names, values];
}

function definitionOf(row: TunnelRow): TunnelDefinition {
  const detail = JSON.parse(row.detail) as TunnelFields['detail'];
  return { id: row.id, endpointId: row.endpoint_id, ...detail };
}
