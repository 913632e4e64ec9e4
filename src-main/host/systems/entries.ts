import { AppError } from '../../contract/errors';
import {
  contactSchema,
  databaseEndpointSchema,
  endpointDetailSchema,
  logEndpointSchema,
  oracleAccessSchema,
  sshEncodings,
  sshEndpointSchema,
  type Contact,
  type EndpointDetail,
  type SshProxy,
} from '../../contract/systems';
import { environments, platforms } from '../../contract/common';
import { databaseIsOptional } from '../../contract/dialects';
import { parseProxy } from './proxy';
import type { Level } from './store';

/**
 * An entry of an import file, whatever its format: which entry it is (names from the
 * customer down), what the file says of it, and where it says so.
 */
export interface Entry {
  level: Level;
  /** Natural key: names of customer, site, system, endpoint as far down as the level goes. */
  names: string[];
  line: number;
  /** Fields as the file states them. What it does not state stays as it is. */
  stated: Map<string, Stated>;
  contacts: Contact[] | null;
}

/** A value and where it stands. */
export interface Stated {
  text: string;
  line: number;
}

/** How an SSH host is connected to, in the order in which it is written; `encoding` is among them. */
const sshOptions = [
  'jump',
  'proxy',
  'proxy_secret',
  'agent_forwarding',
  'keepalive',
  'connect_timeout',
  'algorithms',
  'sudo',
  'sudo_secret',
] as const;

/** How a database is connected to beyond the usual, in the order in which it is written. */
const databaseOptions = [
  'schema',
  'tls',
  'authority',
  'read_only_intent',
  'oracle_names',
  'oracle_driver',
  'oracle_home',
] as const;

/** Fields of each level besides name, children and contacts, in the order in which they are written. */
export const fieldsOf = {
  customer: ['remarks'],
  site: ['address', 'remarks'],
  system: ['platform', 'version', 'environment', 'remarks'],
  endpoint: [
    'kind',
    'dialect',
    'host',
    'port',
    'database',
    'username',
    'auth',
    'identity',
    'secret',
    'path',
    'encoding',
    'via',
    ...databaseOptions,
    'url',
    ...sshOptions,
  ],
} as const satisfies Record<Level, readonly string[]>;

/** Fields that each kind of endpoint has. */
const fieldsOfKind = {
  ssh: ['host', 'port', 'username', 'auth', 'identity', 'secret', 'encoding', ...sshOptions],
  log: ['via', 'path', 'encoding', 'sudo'],
  database: [
    'dialect',
    'host',
    'port',
    'database',
    'username',
    'secret',
    'via',
    ...databaseOptions,
  ],
  url: ['url'],
} as const;
export type Kind = keyof typeof fieldsOfKind;

/** Where a field of a file stands in an endpoint's detail, when it has another name there. */
const keyOfField: Record<string, string> = {
  identity: 'identityPath',
  via: 'sshId',
  jump: 'jumpId',
  agent_forwarding: 'agentForwarding',
  authority: 'authorityPath',
  read_only_intent: 'readOnlyIntent',
  keepalive: 'keepaliveSeconds',
  connect_timeout: 'connectTimeoutSeconds',
  sudo_secret: 'sudoSecret',
};

const numbers: readonly string[] = ['port', 'keepalive', 'connect_timeout'];
const secretFields: readonly string[] = ['secret', 'sudo_secret'];
/** Fields that name another endpoint. */
const references: readonly string[] = ['via', 'jump'];

/** A field that is a boolean in the detail. */
function isYesOrNo(kind: string, field: string): boolean {
  return choices[`${kind}.${field}`]?.includes('yes') ?? false;
}

/** Choices of the fields that have a fixed list, those of one kind only behind `kind.field`. */
const choices: Record<string, readonly string[]> = {
  platform: platforms,
  environment: environments,
  kind: Object.keys(fieldsOfKind),
  'ssh.auth': sshEndpointSchema.shape.auth.options,
  'ssh.encoding': sshEncodings,
  'ssh.agent_forwarding': ['yes', 'no'],
  'ssh.algorithms': sshEndpointSchema.shape.algorithms.unwrap().options,
  'ssh.sudo': sshEndpointSchema.shape.sudo.unwrap().options,
  'log.encoding': logEndpointSchema.shape.encoding.unwrap().options,
  'log.sudo': ['yes', 'no'],
  'database.dialect': databaseEndpointSchema.shape.dialect.options,
  'database.tls': databaseEndpointSchema.shape.tls.unwrap().options,
  'database.read_only_intent': ['yes', 'no'],
  'database.oracle_names': oracleAccessSchema.shape.names.unwrap().options,
  'database.oracle_driver': oracleAccessSchema.shape.driver.unwrap().options,
};

/** Fields that are only a part of what they stand for in the detail. */
const madeOfSeveral: ReadonlySet<string> = new Set([
  'proxy',
  'proxy_secret',
  'oracle_names',
  'oracle_driver',
  'oracle_home',
]);

const passwordKey = /pass(word|phrase|wd)?$|^pwd$|密码|口令/i;

/**
 * Refuses a key that no entry has; a password most of all, because an inventory file
 * is read by many and holds names of vault entries only.
 */
export function unknownKey(
  key: string,
  line: number,
  path: string,
  allowed: readonly string[],
): AppError {
  if (passwordKey.test(key)) return new AppError('systems.import-password', { line, path, key });
  return new AppError('systems.import-unknown-key', {
    line,
    path,
    key,
    allowed: allowed.join(', '),
  });
}

/** @throws AppError `systems.import-value` */
export function choice(entry: Entry, field: string, kind?: Kind): string | null {
  const stated = entry.stated.get(field);
  if (!stated) return null;
  const allowed = choices[kind === undefined ? field : `${kind}.${field}`] ?? [];
  if (!allowed.includes(stated.text)) {
    throw new AppError('systems.import-value', {
      line: stated.line,
      path: pathText(entry, field),
      value: stated.text,
      allowed: allowed.join(', '),
    });
  }
  return stated.text;
}

export function missing(entry: Entry, field: string): AppError {
  return new AppError('systems.import-missing', {
    line: entry.line,
    path: pathText(entry, field),
  });
}

/** Where in the inventory, for messages: `ACME / Plant 1 / EBS: platform`. */
export function pathText(entry: Entry, field: string): string {
  return `${entry.names.join(' / ')}: ${field}`;
}

/**
 * An endpoint's detail from what a file states and what is already there. An empty value is
 * the default of its field.
 *
 * @param before detail of the endpoint that is already there; of another kind it is dropped
 * @param referred id of the SSH endpoint that a field of the entry names, or null for none
 * @throws AppError `systems.import-missing`, `systems.import-value`, `systems.import-invalid`,
 *   `systems.import-password`, or what `referred` throws
 */
export function detailOf(
  entry: Entry,
  before: Record<string, unknown> | null,
  referred: (field: string) => string | null,
): EndpointDetail {
  const kind = kindOf(entry, before);
  if (kind === null) throw missing(entry, 'kind');
  const allowed: readonly string[] = fieldsOfKind[kind];
  for (const [field, { line }] of entry.stated) {
    if (field !== 'kind' && !allowed.includes(field))
      throw unknownKey(field, line, pathText(entry, field), ['name', 'kind', ...allowed]);
  }
  const detail: Record<string, unknown> = {
    ...(before?.['kind'] === kind ? before : defaults(entry, kind)),
    kind,
  };
  for (const field of allowed) {
    const stated = entry.stated.get(field);
    if (!stated || madeOfSeveral.has(field)) continue;
    const key = keyOfField[field] ?? field;
    if (references.includes(field)) detail[key] = referred(field);
    else if (secretFields.includes(field)) detail[key] = stated.text === '' ? null : stated.text;
    else if (stated.text === '' && choices[`${kind}.${field}`] && field !== 'auth')
      delete detail[key];
    else if (isYesOrNo(kind, field)) detail[key] = choice(entry, field, kind) === 'yes';
    else if (choices[`${kind}.${field}`]) detail[key] = choice(entry, field, kind);
    else if (!numbers.includes(field)) detail[key] = stated.text;
    else if (stated.text === '') delete detail[key];
    else detail[key] = Number(stated.text);
  }
  if (kind === 'ssh') readProxy(entry, detail);
  if (kind === 'database') readOracle(entry, detail);
  const parsed = endpointDetailSchema.safeParse(detail);
  if (parsed.success) return requireFields(entry, parsed.data);
  const issue = parsed.error.issues[0];
  const key = String(issue?.path[0] ?? 'kind');
  const field = Object.keys(keyOfField).find((name) => keyOfField[name] === key) ?? key;
  if (detail[key] === undefined || detail[key] === null) throw missing(entry, field);
  throw invalid(entry, field, issue?.message ?? '');
}

/** The kind that an entry states, or that is already there. @throws AppError `systems.import-value` */
export function kindOf(entry: Entry, before: Record<string, unknown> | null): Kind | null {
  return (choice(entry, 'kind') ?? before?.['kind'] ?? null) as Kind | null;
}

function invalid(entry: Entry, field: string, detail: string): AppError {
  return new AppError('systems.import-invalid', {
    line: entry.stated.get(field)?.line ?? entry.line,
    path: pathText(entry, field),
    detail,
  });
}

/** `proxy` is an address with at most a user, `proxy_secret` the vault entry of its password. */
function readProxy(entry: Entry, detail: Record<string, unknown>): void {
  const stated = entry.stated.get('proxy');
  if (stated?.text === '') detail['proxy'] = null;
  else if (stated) {
    const proxy = parseProxy(stated.text);
    if (proxy === 'password')
      throw new AppError('systems.import-password', {
        line: stated.line,
        path: pathText(entry, 'proxy'),
        key: 'proxy',
      });
    if (proxy === null) throw invalid(entry, 'proxy', 'http://host:port, socks5://host:port');
    const before = detail['proxy'] as SshProxy | null | undefined;
    detail['proxy'] = { ...proxy, secret: before?.secret ?? null };
  }
  const secret = entry.stated.get('proxy_secret');
  if (!secret) return;
  const proxy = detail['proxy'] as SshProxy | null | undefined;
  if (proxy) detail['proxy'] = { ...proxy, secret: secret.text === '' ? null : secret.text };
  else if (secret.text !== '') throw missing(entry, 'proxy');
}

/** The three fields of how an Oracle database is reached; an empty one is as it is by itself. */
function readOracle(entry: Entry, detail: Record<string, unknown>): void {
  const oracle: Record<string, unknown> = { ...(detail['oracle'] as object | undefined) };
  for (const name of ['names', 'driver', 'home']) {
    const field = `oracle_${name}`;
    const stated = entry.stated.get(field);
    if (!stated) continue;
    if (stated.text === '') delete oracle[name];
    else oracle[name] = name === 'home' ? stated.text : choice(entry, field, 'database');
  }
  detail['oracle'] = oracle;
}

/** What a new endpoint has when the file does not say otherwise. */
function defaults(entry: Entry, kind: Kind): Record<string, unknown> {
  if (kind === 'database') {
    const dialect = choice(entry, 'dialect', kind) ?? 'postgresql';
    return dialect === 'sqlite'
      ? { dialect, host: '', username: '' }
      : { dialect, ...(databaseIsOptional(dialect) ? { database: '' } : {}) };
  }
  if (kind !== 'ssh') return {};
  const auth = entry.stated.has('identity')
    ? 'key'
    : entry.stated.has('secret')
      ? 'password'
      : 'agent';
  return { auth };
}

/** Fields that a schema lets be empty but without which nothing can be reached. */
function requireFields(entry: Entry, detail: EndpointDetail): EndpointDetail {
  const dialect = detail.kind === 'database' ? detail.dialect : null;
  const required =
    dialect === 'sqlite'
      ? ['database']
      : ['host', 'username', 'path', ...(databaseIsOptional(dialect) ? [] : ['database'])];
  const empty = required.find((field) => (detail as Record<string, unknown>)[field] === '');
  if (empty) throw missing(entry, empty);
  return detail;
}

/** A contact as one line of a CSV cell: `name|role|phone|email`. */
export function contactLine(contact: Contact): string {
  return [contact.name, contact.role, contact.phone, contact.email]
    .map((part) => part.replace(/[\\|\n]/g, (found) => (found === '\n' ? '\\n' : `\\${found}`)))
    .join('|')
    .replace(/\|+$/, '');
}

/** The contact in a line that {@link contactLine} wrote. */
export function contactFromLine(text: string): Contact {
  const parts = [''];
  for (const [token] of text.matchAll(/\\[^]|[^]/g)) {
    if (token === '|') parts.push('');
    else parts.push(`${parts.pop() ?? ''}${token === '\\n' ? '\n' : token.replace(/^\\/, '')}`);
  }
  const [name = '', role = '', phone = '', email = ''] = parts;
  return contactSchema.parse({ name, role, phone, email });
}
