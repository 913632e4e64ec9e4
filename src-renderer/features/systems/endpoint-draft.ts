import type { Endpoint, EndpointDetail } from '../../../src-main/contract/index';

export type EndpointKind = EndpointDetail['kind'];
export const endpointKinds = ['ssh', 'log', 'database', 'url'] as const;

export const sshAuths = ['password', 'key', 'agent'] as const;
export const encodings = ['auto', 'utf-8', 'gb18030', 'utf-16le', 'windows-1252'] as const;
export const tlsModes = ['off', 'prefer', 'require'] as const;

/** Where the password of an endpoint comes from. */
export type SecretChoice =
  | { mode: 'none' }
  | { mode: 'stored'; name: string }
  /** A new vault entry; the value leaves the form only towards the host. */
  | { mode: 'new'; name: string; value: string };

/** What stands in an endpoint's form: one field per question, as typed. */
export interface EndpointDraft {
  kind: EndpointKind;
  name: string;
  host: string;
  port: string;
  username: string;
  auth: (typeof sshAuths)[number];
  identityPath: string;
  secret: SecretChoice;
  /** SSH host of a log, or of a database's tunnel; empty for none. */
  sshId: string;
  path: string;
  encoding: (typeof encodings)[number];
  database: string;
  tls: (typeof tlsModes)[number];
  url: string;
}

export type EndpointField =
  Exclude<keyof EndpointDraft, 'kind' | 'secret'> | 'secretName' | 'secretValue';
/** i18n key below `systems:invalid` for each field that cannot be saved. */
export type EndpointProblems = Partial<Record<EndpointField, string>>;

/** An empty form. Logs and databases begin with the system's SSH host, when it has one. */
export function emptyDraft(kind: EndpointKind, sshId = ''): EndpointDraft {
  return {
    kind,
    name: '',
    host: '',
    port: kind === 'database' ? '5432' : '22',
    username: '',
    auth: 'password',
    identityPath: '~/.ssh/id_ed25519',
    secret: { mode: 'none' },
    sshId: kind === 'log' || kind === 'database' ? sshId : '',
    path: '',
    encoding: 'auto',
    database: '',
    tls: 'prefer',
    url: 'https://',
  };
}

/** The form of an endpoint that exists. */
export function draftOf({ name, detail }: Pick<Endpoint, 'name' | 'detail'>): EndpointDraft {
  const draft = { ...emptyDraft(detail.kind), name };
  switch (detail.kind) {
    case 'ssh':
      return {
        ...draft,
        host: detail.host,
        port: String(detail.port),
        username: detail.username,
        auth: detail.auth,
        identityPath: detail.identityPath || draft.identityPath,
        secret: secretChoice(detail.secret),
      };
    case 'log':
      return { ...draft, sshId: detail.sshId, path: detail.path, encoding: detail.encoding };
    case 'database':
      return {
        ...draft,
        host: detail.host,
        port: String(detail.port),
        username: detail.username,
        database: detail.database,
        secret: secretChoice(detail.secret),
        sshId: detail.sshId ?? '',
        tls: detail.tls,
      };
    case 'url':
      return { ...draft, url: detail.url };
  }
}

function secretChoice(name: string | null): SecretChoice {
  return name === null ? { mode: 'none' } : { mode: 'stored', name };
}

/** The fields that keep a form from being saved, each with its reason; none when it can. */
export function problemsOf(draft: EndpointDraft): EndpointProblems {
  const problems: EndpointProblems = {};
  const need = (field: EndpointField & keyof EndpointDraft, reason: string): void => {
    if (draft[field].trim() === '') problems[field] = reason;
  };
  if (draft.kind === 'ssh' || draft.kind === 'database') {
    need('host', 'host');
    if (/[\s/@]/.test(draft.host.trim())) problems.host = 'hostCharacters';
    need('username', 'username');
    if (!isPort(draft.port)) problems.port = 'port';
  }
  if (draft.kind === 'ssh' && draft.auth === 'key') need('identityPath', 'identityPath');
  if (draft.kind === 'log') {
    need('sshId', 'sshId');
    need('path', 'path');
    if (draft.path.trim() !== '' && !draft.path.trim().startsWith('/'))
      problems.path = 'pathAbsolute';
  }
  if (draft.kind === 'database') need('database', 'database');
  if (draft.kind === 'url' && webAddress(draft.url) === null) problems.url = 'url';
  if (takesSecret(draft) && draft.secret.mode === 'new') {
    if (draft.secret.name.trim() === '') problems.secretName = 'secretName';
    if (draft.secret.value === '') problems.secretValue = 'secretValue';
  }
  return problems;
}

/** Whether a form of this kind asks for a password at all. */
export function takesSecret(draft: EndpointDraft): boolean {
  return draft.kind === 'database' || (draft.kind === 'ssh' && draft.auth !== 'agent');
}

/** What is saved of a form without problems. */
export function detailOf(draft: EndpointDraft): EndpointDetail {
  const secret =
    takesSecret(draft) && draft.secret.mode !== 'none' ? draft.secret.name.trim() : null;
  const login = {
    host: draft.host.trim(),
    port: Number(draft.port),
    username: draft.username.trim(),
    secret,
  };
  switch (draft.kind) {
    case 'ssh':
      return {
        kind: 'ssh',
        ...login,
        auth: draft.auth,
        identityPath: draft.auth === 'key' ? draft.identityPath.trim() : '',
      };
    case 'log':
      return {
        kind: 'log',
        sshId: draft.sshId,
        path: draft.path.trim(),
        encoding: draft.encoding,
      };
    case 'database':
      return {
        kind: 'database',
        dialect: 'postgresql',
        ...login,
        database: draft.database.trim(),
        sshId: draft.sshId === '' ? null : draft.sshId,
        tls: draft.tls,
      };
    case 'url':
      return { kind: 'url', url: draft.url.trim() };
  }
}

/** The name an endpoint gets when none is typed: its host, file, database or web host. */
export function suggestedName(draft: EndpointDraft): string {
  switch (draft.kind) {
    case 'ssh':
      return draft.host.trim();
    case 'log':
      return (
        draft.path
          .trim()
          .split('/')
          .findLast((part) => part !== '') ?? ''
      );
    case 'database':
      return draft.database.trim();
    case 'url':
      return webAddress(draft.url)?.host ?? '';
  }
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 65_535;
}

function webAddress(text: string): URL | null {
  try {
    const parsed = new URL(text.trim());
    return /^https?:$/.test(parsed.protocol) && parsed.host !== '' ? parsed : null;
  } catch {
    // Half an address, as it is while one types.
    return null;
  }
}
