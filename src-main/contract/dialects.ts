/** Kinds of SQL that are spoken here; a server of another name speaks one of them, see `kin`. */
export const dialects = ['postgresql', 'mysql', 'oracle', 'sqlserver', 'hana', 'sqlite'] as const;
export type Dialect = (typeof dialects)[number];

/** The port a server of a dialect listens on unless somebody chose another; SQLite is a file. */
export const usualPorts: Readonly<Record<Dialect, number>> = {
  postgresql: 5432,
  mysql: 3306,
  oracle: 1521,
  sqlserver: 1433,
  // Instance 00, the tenant's own SQL port (SAP HANA Administration Guide, "Ports and Connections").
  hana: 30015,
  sqlite: 0,
};

/** The port of an endpoint whose `port` may be 0 for the usual one. */
export function portOf({ dialect, port }: { dialect: Dialect; port: number }): number {
  return port === 0 ? usualPorts[dialect] : port;
}

/** Whether a login may do without naming a database: its server lets nobody choose one, or has one for everybody. */
export function databaseIsOptional(dialect: string | null): boolean {
  return dialect === 'mysql' || dialect === 'sqlserver' || dialect === 'hana';
}

/** Where a database is, for people: `erp @ db:5432`, or the path of a SQLite file. */
export function databaseAddress(at: {
  dialect: Dialect;
  host: string;
  port: number;
  database: string;
}): string {
  return at.dialect === 'sqlite' ? at.database : `${at.database} @ ${serverAddress(at)}`;
}

/** `host:port`, in brackets where the host is an IPv6 address; empty for SQLite. */
export function serverAddress(at: { dialect: Dialect; host: string; port: number }): string {
  if (at.dialect === 'sqlite') return '';
  return `${at.host.includes(':') ? `[${at.host}]` : at.host}:${portOf(at)}`;
}

/** Servers no run has proved although others of their dialect are; they are known once somebody has connected. */
export const unprovenProducts: ReadonlySet<string> = new Set([
  'kingbase',
  'opengauss',
  'mysql',
  'oceanbase',
  'tidb',
]);

/** Dialects no run against a real server has proved; the screen and the guide say so. */
export const unprovenDialects: ReadonlySet<Dialect> = new Set(['oracle', 'sqlserver', 'hana']);
