import { AppError } from '../../contract/errors';
import { contactSchema, endpointDetailSchema, type Contact } from '../../contract/systems';
import { environments, platforms } from '../../contract/common';
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
    'tls',
    'url',
  ],
} as const satisfies Record<Level, readonly string[]>;

/** Fields that each kind of endpoint has. */
export const fieldsOfKind = {
  ssh: ['host', 'port', 'username', 'auth', 'identity', 'secret'],
  log: ['via', 'path', 'encoding'],
  database: ['dialect', 'host', 'port', 'database', 'username', 'secret', 'via', 'tls'],
  url: ['url'],
} as const;
export type Kind = keyof typeof fieldsOfKind;

/** Choices of the fields that have a fixed list. */
export const choices: Record<string, readonly string[]> = {
  platform: platforms,
  environment: environments,
  kind: Object.keys(fieldsOfKind),
  auth: ['password', 'key', 'agent'],
  encoding: ['auto', 'utf-8', 'gb18030', 'utf-16le', 'windows-1252'],
  dialect: ['postgresql'],
  tls: ['off', 'prefer', 'require'],
};

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

/** @throws AppError `systems.import-missing`, `systems.import-value` */
export function choice(entry: Entry, field: string): string | null {
  const stated = entry.stated.get(field);
  if (!stated) return null;
  const allowed = choices[field] ?? [];
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
 * An endpoint's detail from what a file states and what is already there.
 *
 * @param before detail of the endpoint that is already there; of another kind it is dropped
 * @param via id of the SSH endpoint that the entry's `via` names, or null
 * @throws AppError `systems.import-missing`, `systems.import-value`, `systems.import-invalid`
 */
export function detailOf(
  entry: Entry,
  before: Record<string, unknown> | null,
  via: string | null,
): Record<string, unknown> {
  const kind = (choice(entry, 'kind') ?? before?.['kind'] ?? null) as Kind | null;
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
    if (!stated || field === 'via') continue;
    if (choices[field]) detail[field] = choice(entry, field);
    else if (field === 'port') detail[field] = Number(stated.text);
    else if (field === 'secret') detail[field] = stated.text === '' ? null : stated.text;
    else detail[field === 'identity' ? 'identityPath' : field] = stated.text;
  }
  if (entry.stated.has('via')) detail['sshId'] = via;
  const parsed = endpointDetailSchema.safeParse(detail);
  if (parsed.success) return requireFields(entry, parsed.data);
  const issue = parsed.error.issues[0];
  const key = String(issue?.path[0] ?? 'kind');
  const field = key === 'identityPath' ? 'identity' : key === 'sshId' ? 'via' : key;
  if (detail[key] === undefined || detail[key] === null) throw missing(entry, field);
  throw new AppError('systems.import-invalid', {
    line: entry.stated.get(field)?.line ?? entry.line,
    path: pathText(entry, field),
    detail: issue?.message ?? '',
  });
}

/** What a new endpoint has when the file does not say otherwise. */
function defaults(entry: Entry, kind: Kind): Record<string, unknown> {
  if (kind === 'database') return { dialect: 'postgresql' };
  if (kind !== 'ssh') return {};
  const auth = entry.stated.has('identity')
    ? 'key'
    : entry.stated.has('secret')
      ? 'password'
      : 'agent';
  return { auth };
}

/** Fields that a schema lets be empty but without which nothing can be reached. */
function requireFields(entry: Entry, detail: Record<string, unknown>): Record<string, unknown> {
  const required = ['host', 'username', 'path', 'database'];
  const empty = required.find((field) => detail[field] === '');
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
