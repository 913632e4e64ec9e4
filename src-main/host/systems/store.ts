import {
  endpointDetailSchema,
  type Customer,
  type Endpoint,
  type Inventory,
  type Site,
  type System,
} from '../../contract/systems';
import type { Database } from '../../kit/database';
import type { EntityStore, Journal, Json } from '../../kit/journal';

/** The four levels of the inventory, outermost first. */
export const levels = ['customer', 'site', 'system', 'endpoint'] as const;
export type Level = (typeof levels)[number];

/** Column of each synced field. */
const columns: Record<Level, Record<string, string>> = {
  customer: { name: 'name', remarks: 'remarks', archived: 'archived' },
  site: {
    customerId: 'customer_id',
    name: 'name',
    address: 'address',
    remarks: 'remarks',
    archived: 'archived',
  },
  system: {
    siteId: 'site_id',
    name: 'name',
    platform: 'platform',
    version: 'version',
    environment: 'environment',
    contacts: 'contacts',
    remarks: 'remarks',
    archived: 'archived',
  },
  endpoint: { systemId: 'system_id', name: 'name', detail: 'detail', archived: 'archived' },
};

interface CustomerRow {
  id: string;
  name: string;
  remarks: string;
  archived: number;
}
interface SiteRow extends CustomerRow {
  customer_id: string;
  address: string;
}
interface SystemRow extends CustomerRow {
  site_id: string;
  platform: System['platform'];
  version: string;
  environment: System['environment'];
  contacts: string;
  updated_at: number;
}
interface EndpointRow {
  id: string;
  system_id: string;
  name: string;
  detail: string;
  archived: number;
}

/** Rows of customers, sites, systems and endpoints. Changed only through the journal. */
export class SystemsStore {
  private readonly db: Database;

  constructor(db: Database, journal: Journal) {
    this.db = db;
    for (const level of levels) journal.register(level, this.entity(level));
  }

  /** Everything, archived entries too, each level in order of name. */
  all(): Inventory {
    return {
      customers: this.rows<CustomerRow>(
        'SELECT id, name, remarks, archived FROM customer ORDER BY name, id',
      ).map(customerOf),
      sites: this.rows<SiteRow>(
        'SELECT id, customer_id, name, address, remarks, archived FROM site ORDER BY name, id',
      ).map(siteOf),
      systems: this.rows<SystemRow>('SELECT * FROM system ORDER BY name, id').map(systemOf),
      endpoints: this.rows<EndpointRow>(
        'SELECT id, system_id, name, detail, archived FROM endpoint ORDER BY name, id',
      ).map(endpointOf),
    };
  }

  customer(id: string): Customer | null {
    const row = this.db
      .prepare<[string], CustomerRow>(
        'SELECT id, name, remarks, archived FROM customer WHERE id = ?',
      )
      .get(id);
    return row ? customerOf(row) : null;
  }

  site(id: string): Site | null {
    const row = this.db.prepare<[string], SiteRow>('SELECT * FROM site WHERE id = ?').get(id);
    return row ? siteOf(row) : null;
  }

  system(id: string): System | null {
    const row = this.db.prepare<[string], SystemRow>('SELECT * FROM system WHERE id = ?').get(id);
    return row ? systemOf(row) : null;
  }

  endpoint(id: string): Endpoint | null {
    const row = this.db
      .prepare<[string], EndpointRow>('SELECT * FROM endpoint WHERE id = ?')
      .get(id);
    return row ? endpointOf(row) : null;
  }

  private rows<Row>(sql: string): Row[] {
    return this.db.prepare<[], Row>(sql).all();
  }

  private entity(level: Level): EntityStore {
    const write = (
      fields: Record<string, Json>,
    ): [names: string[], values: (string | number)[]] => {
      const entries = Object.entries(fields).map(([field, value]): [string, string | number] => [
        columnOf(level, field),
        toColumn(value),
      ]);
      if (level === 'endpoint' && 'detail' in fields)
        entries.push(['kind', kindOf(fields['detail'])]);
      return [entries.map(([name]) => name), entries.map(([, value]) => value)];
    };
    return {
      create: (id, fields, at) => {
        const [names, values] = write(fields);
        const all = ['id', 'updated_at', ...names];
        this.db
          .prepare(
            `INSERT INTO ${level} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`,
          )
          .run(id, at, ...values);
      },
      set: (id, fields, at) => {
        const [names, values] = write(fields);
        const assignments = ['updated_at', ...names].map((name) => `${name} = ?`);
        this.db
          .prepare(`UPDATE ${level} SET ${assignments.join(', ')} WHERE id = ?`)
          .run(at, ...values, id);
      },
    };
  }
}

function columnOf(level: Level, field: string): string {
  const column = columns[level][field];
  if (!column) throw new Error(`${level} has no field ${field}`);
  return column;
}

function toColumn(value: Json): string | number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value);
}

function kindOf(detail: Json | undefined): string {
  const kind = typeof detail === 'object' && detail !== null && 'kind' in detail && detail.kind;
  return typeof kind === 'string' ? kind : '';
}

function customerOf(row: CustomerRow): Customer {
  return { id: row.id, name: row.name, remarks: row.remarks, archived: row.archived === 1 };
}

function siteOf(row: SiteRow): Site {
  const { id, name, address, remarks } = row;
  return { id, customerId: row.customer_id, name, address, remarks, archived: row.archived === 1 };
}

function systemOf(row: SystemRow): System {
  const { id, name, platform, version, environment, remarks } = row;
  return {
    id,
    siteId: row.site_id,
    name,
    platform,
    version,
    environment,
    contacts: JSON.parse(row.contacts) as System['contacts'],
    remarks,
    archived: row.archived === 1,
    updatedAt: row.updated_at,
  };
}

/** Details that an older program stored lack the newer fields: the schema has their defaults. */
function endpointOf(row: EndpointRow): Endpoint {
  return {
    id: row.id,
    systemId: row.system_id,
    name: row.name,
    detail: endpointDetailSchema.parse(JSON.parse(row.detail)),
    archived: row.archived === 1,
  };
}
