import {
  databaseIsOptional,
  type Endpoint,
  type EndpointDetail,
  type SshEndpoint,
} from '../../../src-main/contract/index';
import { databaseOf, takesOracle, type DatabaseDraft } from './database-draft';

export type EndpointKind = EndpointDetail['kind'];
export const endpointKinds = ['ssh', 'log', 'database', 'url'] as const;

export const sshAuths = ['password', 'key', 'agent', 'interactive'] as const;
export const sshEncodings = ['utf-8', 'gb18030', 'big5', 'shift_jis', 'windows-1252'] as const;
export const proxyKinds = ['none', 'http', 'socks5'] as const;
export const algorithmSets = ['modern', 'old'] as const;
export const sudoModes = ['none', 'free', 'password'] as const;
export const encodings = ['auto', 'utf-8', 'gb18030', 'utf-16le', 'windows-1252'] as const;

/** Where the password of an endpoint comes from. */
export type SecretChoice =
  | { mode: 'none' }
  | { mode: 'stored'; name: string }
  /** A new vault entry; the value leaves the form only towards the host. */
  | { mode: 'new'; name: string; value: string };

/** What stands in an endpoint's form: one field per question, as typed. */
export interface EndpointDraft extends DatabaseDraft {
  kind: EndpointKind;
  name: string;
  host: string;
  port: string;
  username: string;
  auth: (typeof sshAuths)[number];
  identityPath: string;
  secret: SecretChoice;
  path: string;
  encoding: (typeof encodings)[number];
  /** A log that only root may read. */
  asRoot: boolean;
  url: string;
  /** SSH host to go through; empty for none. */
  jumpId: string;
  proxyKind: (typeof proxyKinds)[number];
  proxyHost: string;
  proxyPort: string;
  proxyUsername: string;
  proxySecret: SecretChoice;
  agentForwarding: boolean;
  /** Seconds, as typed. */
  keepalive: string;
  connectTimeout: string;
  algorithms: (typeof algorithmSets)[number];
  /** Of terminals and file names on an SSH host. */
  sshEncoding: (typeof sshEncodings)[number];
  sudo: (typeof sudoModes)[number];
  sudoSecret: SecretChoice;
}

/** The passwords that a form may ask for. */
export const secretFields = ['secret', 'proxySecret', 'sudoSecret'] as const;
export type SecretField = (typeof secretFields)[number];

export type EndpointField =
  Exclude<keyof EndpointDraft, 'kind' | SecretField> | `${SecretField}${'Name' | 'Value'}`;
/** The fields of a form that are typed as text. */
export type TextField = {
  [Field in keyof EndpointDraft]: string extends EndpointDraft[Field] ? Field : never;
}[keyof EndpointDraft];
/** i18n key below `systems:invalid` for each field that cannot be saved. */
export type EndpointProblems = Partial<Record<EndpointField, string>>;

/** An empty form. Logs and databases begin with the system's SSH host, when it has one. */
export function emptyDraft(kind: EndpointKind, sshId = ''): EndpointDraft {
  return {
    kind,
    name: '',
    host: '',
    port: kind === 'database' ? '' : '22',
    username: '',
    auth: 'password',
    identityPath: '~/.ssh/id_ed25519',
    secret: { mode: 'none' },
    sshId: kind === 'log' || kind === 'database' ? sshId : '',
    path: '',
    encoding: 'auto',
    asRoot: false,
    dialect: 'postgresql',
    database: '',
    tls: 'prefer',
    authorityPath: '',
    schema: '',
    readOnlyIntent: true,
    oracleNames: 'service',
    oracleDriver: 'thin',
    oracleHome: '',
    url: 'https://',
    jumpId: '',
    proxyKind: 'none',
    proxyHost: '',
    proxyPort: '1080',
    proxyUsername: '',
    proxySecret: { mode: 'none' },
    agentForwarding: false,
    keepalive: '10',
    connectTimeout: '15',
    algorithms: 'modern',
    sshEncoding: 'utf-8',
    sudo: 'none',
    sudoSecret: { mode: 'none' },
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
        ...optionsOf(detail),
      };
    case 'log':
      return {
        ...draft,
        sshId: detail.sshId,
        path: detail.path,
        encoding: detail.encoding,
        asRoot: detail.sudo,
      };
    case 'database':
      return {
        ...draft,
        host: detail.host,
        port: detail.port === 0 ? '' : String(detail.port),
        username: detail.username,
        dialect: detail.dialect,
        database: detail.database,
        secret: secretChoice(detail.secret),
        sshId: detail.sshId ?? '',
        tls: detail.tls,
        authorityPath: detail.authorityPath,
        schema: detail.schema,
        readOnlyIntent: detail.readOnlyIntent,
        oracleNames: detail.oracle.names,
        oracleDriver: detail.oracle.driver,
        oracleHome: detail.oracle.home,
      };
    case 'url':
      return { ...draft, url: detail.url };
  }
}

function optionsOf(detail: SshEndpoint): Partial<EndpointDraft> {
  const { proxy } = detail;
  return {
    jumpId: detail.jumpId ?? '',
    ...(proxy
      ? {
          proxyKind: proxy.kind,
          proxyHost: proxy.host,
          proxyPort: String(proxy.port),
          proxyUsername: proxy.username,
          proxySecret: secretChoice(proxy.secret),
        }
      : {}),
    agentForwarding: detail.agentForwarding,
    keepalive: String(detail.keepaliveSeconds),
    connectTimeout: String(detail.connectTimeoutSeconds),
    algorithms: detail.algorithms,
    sshEncoding: detail.encoding,
    sudo: detail.sudo,
    sudoSecret: secretChoice(detail.sudoSecret),
  };
}

function secretChoice(name: string | null): SecretChoice {
  return name === null ? { mode: 'none' } : { mode: 'stored', name };
}

/** The fields that keep a form from being saved, each with its reason; none when it can. */
export function problemsOf(draft: EndpointDraft): EndpointProblems {
  const problems: EndpointProblems = {};
  const need = (field: TextField, reason: string): void => {
    if (draft[field].trim() === '') problems[field] = reason;
  };
  if (draft.kind === 'ssh' || (draft.kind === 'database' && draft.dialect !== 'sqlite')) {
    need('host', 'host');
    if (/[\s/@]/.test(draft.host.trim())) problems.host = 'hostCharacters';
    need('username', 'username');
    // A database without one is at the usual port of its kind.
    const usual = draft.kind === 'database' && draft.port.trim() === '';
    if (!usual && !isPort(draft.port)) problems.port = 'port';
  }
  if (draft.kind === 'ssh' && draft.auth === 'key') need('identityPath', 'identityPath');
  if (draft.kind === 'ssh') {
    if (draft.proxyKind !== 'none') {
      need('proxyHost', 'host');
      if (/[\s/@]/.test(draft.proxyHost.trim())) problems.proxyHost = 'hostCharacters';
      if (!isPort(draft.proxyPort)) problems.proxyPort = 'port';
    }
    if (!isBetween(draft.keepalive, 0, 600)) problems.keepalive = 'keepalive';
    if (!isBetween(draft.connectTimeout, 1, 300)) problems.connectTimeout = 'connectTimeout';
  }
  if (draft.kind === 'log') {
    need('sshId', 'sshId');
    need('path', 'path');
    if (draft.path.trim() !== '' && !draft.path.trim().startsWith('/'))
      problems.path = 'pathAbsolute';
  }
  if (draft.kind === 'database' && !databaseIsOptional(draft.dialect))
    need('database', draft.dialect === 'sqlite' ? 'file' : 'database');
  if (takesOracle(draft) && draft.oracleDriver === 'sqlplus') need('sshId', 'sshId');
  if (draft.kind === 'url' && webAddress(draft.url) === null) problems.url = 'url';
  for (const field of secretFields) {
    const choice = draft[field];
    if (!takesSecret(draft, field) || choice.mode !== 'new') continue;
    if (choice.name.trim() === '') problems[`${field}Name`] = 'secretName';
    if (choice.value === '') problems[`${field}Value`] = 'secretValue';
  }
  return problems;
}

/** Whether a form asks for a password at all, as it is filled in now. */
export function takesSecret(draft: EndpointDraft, field: SecretField): boolean {
  switch (field) {
    case 'secret':
      return (
        (draft.kind === 'database' && draft.dialect !== 'sqlite') ||
        (draft.kind === 'ssh' && draft.auth !== 'agent')
      );
    case 'proxySecret':
      return (
        draft.kind === 'ssh' && draft.proxyKind !== 'none' && draft.proxyUsername.trim() !== ''
      );
    case 'sudoSecret':
      return draft.kind === 'ssh' && draft.sudo === 'password';
  }
}

const optionFields: readonly EndpointField[] = [
  'jumpId',
  'proxyHost',
  'proxyPort',
  'proxySecretName',
  'proxySecretValue',
  'keepalive',
  'connectTimeout',
  'sudoSecretName',
  'sudoSecretValue',
];

/** Whether one of the connection options keeps the form from being saved. */
export function hasOptionProblem(problems: EndpointProblems): boolean {
  return optionFields.some((field) => problems[field] !== undefined);
}

/** What is saved of a form without problems. */
export function detailOf(draft: EndpointDraft): EndpointDetail {
  const secretOf = (field: SecretField): string | null => {
    const choice = draft[field];
    return takesSecret(draft, field) && choice.mode !== 'none' ? choice.name.trim() : null;
  };
  const login = {
    host: draft.host.trim(),
    port: Number(draft.port),
    username: draft.username.trim(),
    secret: secretOf('secret'),
  };
  switch (draft.kind) {
    case 'ssh':
      return {
        kind: 'ssh',
        ...login,
        auth: draft.auth,
        identityPath: draft.auth === 'key' ? draft.identityPath.trim() : '',
        jumpId: draft.jumpId === '' ? null : draft.jumpId,
        proxy:
          draft.proxyKind === 'none'
            ? null
            : {
                kind: draft.proxyKind,
                host: draft.proxyHost.trim(),
                port: Number(draft.proxyPort),
                username: draft.proxyUsername.trim(),
                secret: secretOf('proxySecret'),
              },
        agentForwarding: draft.agentForwarding,
        keepaliveSeconds: Number(draft.keepalive),
        connectTimeoutSeconds: Number(draft.connectTimeout),
        algorithms: draft.algorithms,
        encoding: draft.sshEncoding,
        sudo: draft.sudo,
        sudoSecret: secretOf('sudoSecret'),
      };
    case 'log':
      return {
        kind: 'log',
        sshId: draft.sshId,
        path: draft.path.trim(),
        encoding: draft.encoding,
        sudo: draft.asRoot,
      };
    case 'database':
      return databaseOf(draft, login);
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
      return draft.dialect === 'sqlite'
        ? (draft.database.trim().split(/[\\/]/).at(-1) ?? '')
        : draft.database.trim() || draft.host.trim();
    case 'url':
      return webAddress(draft.url)?.host ?? '';
  }
}

function isPort(text: string): boolean {
  return isBetween(text, 1, 65_535);
}

function isBetween(text: string, least: number, most: number): boolean {
  return /^\d{1,5}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
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
