import {
  byId,
  done,
  environmentSchema,
  idSchema,
  lineSchema,
  nothing,
  oc,
  platformSchema,
  textSchema,
  timeSchema,
  z,
} from './common';
import { dialects } from './dialects';

export const customerSchema = z.object({
  id: idSchema,
  name: lineSchema,
  remarks: textSchema,
  archived: z.boolean(),
});
export type Customer = z.infer<typeof customerSchema>;

export const siteSchema = z.object({
  id: idSchema,
  customerId: idSchema,
  name: lineSchema,
  address: lineSchema,
  remarks: textSchema,
  archived: z.boolean(),
});
export type Site = z.infer<typeof siteSchema>;

export const contactSchema = z.object({
  name: lineSchema,
  role: lineSchema.default(''),
  phone: lineSchema.default(''),
  email: lineSchema.default(''),
});
export type Contact = z.infer<typeof contactSchema>;

export const systemSchema = z.object({
  id: idSchema,
  siteId: idSchema,
  name: lineSchema,
  platform: platformSchema,
  version: lineSchema,
  environment: environmentSchema,
  contacts: z.array(contactSchema),
  remarks: textSchema,
  archived: z.boolean(),
  updatedAt: timeSchema,
});
export type System = z.infer<typeof systemSchema>;

const secretReference = z.string().max(200).nullable();

/** A proxy in front of the first hop. */
export const sshProxySchema = z.object({
  kind: z.enum(['http', 'socks5']),
  host: lineSchema.min(1),
  port: z.number().int().min(1).max(65535),
  username: lineSchema.default(''),
  /** Vault entry with its password. */
  secret: secretReference.default(null),
});
export type SshProxy = z.infer<typeof sshProxySchema>;

/** Encodings of terminals and file names. */
export const sshEncodings = ['utf-8', 'gb18030', 'big5', 'shift_jis', 'windows-1252'] as const;

/** An SSH host. Secrets are names of vault entries, never values. */
export const sshEndpointSchema = z.object({
  kind: z.literal('ssh'),
  host: lineSchema,
  port: z.number().int().min(1).max(65535).default(22),
  username: lineSchema,
  /** `interactive`: the server asks (one-time codes); a stored secret answers a password prompt. */
  auth: z.enum(['password', 'key', 'agent', 'interactive']),
  /** Path of the private key on this machine, for `key`. */
  identityPath: lineSchema.default(''),
  /** Vault entry with the password, or with the private key's passphrase. */
  secret: secretReference.default(null),
  /** SSH endpoint to go through; its own jump host comes before it. */
  jumpId: idSchema.nullable().default(null),
  /** Used by the first hop only. */
  proxy: sshProxySchema.nullable().default(null),
  agentForwarding: z.boolean().default(false),
  /** A silent peer is given up after three of these; 0 sends none. */
  keepaliveSeconds: z.number().int().min(0).max(600).default(10),
  connectTimeoutSeconds: z.number().int().min(1).max(300).default(15),
  /** `old` also offers SHA-1 key exchange, CBC ciphers and ssh-rsa, for servers that have nothing else. */
  algorithms: z.enum(['modern', 'old']).default('modern'),
  encoding: z.enum(sshEncodings).default('utf-8'),
  /** How steps that need root get it. `password`: by the vault entry `sudoSecret`, or else by the password of the log-in. */
  sudo: z.enum(['none', 'free', 'password']).default('none'),
  sudoSecret: secretReference.default(null),
});

/** A log on an SSH host. The path may be a glob: the newest match is tailed. */
export const logEndpointSchema = z.object({
  kind: z.literal('log'),
  sshId: idSchema,
  path: lineSchema,
  /** `auto` detects UTF-8, GB18030 and UTF-16. */
  encoding: z.enum(['auto', 'utf-8', 'gb18030', 'utf-16le', 'windows-1252']).default('auto'),
  /** Only root may read it: it is read by sudo, as the SSH endpoint says. */
  sudo: z.boolean().default(false),
});

/** `prefer` takes what the server offers; `verify` also checks its certificate and name. */
export const databaseTlsModes = ['off', 'prefer', 'require', 'verify'] as const;

/** How an Oracle database is reached. */
export const oracleAccessSchema = z.object({
  /** What `database` names. */
  names: z.enum(['service', 'sid']).default('service'),
  /** `thin` speaks the protocol itself (12.1 and newer); `thick` uses a client library; `sqlplus` runs on the SSH host. */
  driver: z.enum(['thin', 'thick', 'sqlplus']).default('thin'),
  /** `thick`: folder of the Instant Client on this machine. `sqlplus`: ORACLE_HOME on the SSH host. */
  home: lineSchema.default(''),
});

export const databaseEndpointSchema = z.object({
  kind: z.literal('database'),
  dialect: z.enum(dialects),
  /** Empty for SQLite. */
  host: lineSchema,
  /** 0 is the usual one of the dialect, see `usualPorts`. */
  port: z.number().int().min(0).max(65535).default(0),
  /** Database; for Oracle its service or SID, for HANA the tenant, for SQLite the file on this machine. */
  database: lineSchema,
  username: lineSchema,
  secret: secretReference.default(null),
  /** SSH endpoint through which the connection is tunnelled. */
  sshId: idSchema.nullable().default(null),
  tls: z.enum(databaseTlsModes).default('prefer'),
  /** PEM file on this machine with the authorities that `verify` trusts besides the system's. */
  authorityPath: lineSchema.default(''),
  /** Schema that names without one mean; empty leaves it to the server. */
  schema: lineSchema.default(''),
  /** SQL Server: ask for a readable secondary (ApplicationIntent). It routes, it protects nothing. */
  readOnlyIntent: z.boolean().default(true),
  oracle: oracleAccessSchema.default({ names: 'service', driver: 'thin', home: '' }),
});

export const urlEndpointSchema = z.object({
  kind: z.literal('url'),
  url: z.url({ protocol: /^https?$/ }).max(2000),
});

export const endpointDetailSchema = z.discriminatedUnion('kind', [
  sshEndpointSchema,
  logEndpointSchema,
  databaseEndpointSchema,
  urlEndpointSchema,
]);
export type EndpointDetail = z.infer<typeof endpointDetailSchema>;
export type SshEndpoint = z.infer<typeof sshEndpointSchema>;
export type LogEndpoint = z.infer<typeof logEndpointSchema>;
export type DatabaseEndpoint = z.infer<typeof databaseEndpointSchema>;

export const endpointSchema = z.object({
  id: idSchema,
  systemId: idSchema,
  name: lineSchema,
  detail: endpointDetailSchema,
  archived: z.boolean(),
});
export type Endpoint = z.infer<typeof endpointSchema>;

/** The whole inventory in one answer: a few thousand rows at most. */
export const inventorySchema = z.object({
  customers: z.array(customerSchema),
  sites: z.array(siteSchema),
  systems: z.array(systemSchema),
  endpoints: z.array(endpointSchema),
});
export type Inventory = z.infer<typeof inventorySchema>;

export const importResultSchema = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
});
export type ImportResult = z.infer<typeof importResultSchema>;

/** An SSH host found in an OpenSSH configuration. */
export const sshConfigHostSchema = z.object({
  alias: z.string(),
  host: z.string(),
  port: z.number().int(),
  username: z.string(),
  /** Empty where the agent logs in. */
  identityPath: z.string(),
  /** Hosts to go through, in the order in which they are passed; they come along when it is taken. */
  jumps: z.array(z.string()),
  /** `http://host:port` or `socks5://host:port`; empty for none. */
  proxy: z.string(),
});
export type SshConfigHost = z.infer<typeof sshConfigHostSchema>;

export const systems = {
  inventory: oc.input(z.object({ archived: z.boolean().default(false) })).output(inventorySchema),
  /** Creates (no id) or changes (id) a customer. */
  saveCustomer: oc
    .input(
      z.object({
        id: idSchema.optional(),
        name: lineSchema.min(1),
        remarks: textSchema.default(''),
      }),
    )
    .output(customerSchema),
  saveSite: oc
    .input(
      z.object({
        id: idSchema.optional(),
        customerId: idSchema,
        name: lineSchema.min(1),
        address: lineSchema.default(''),
        remarks: textSchema.default(''),
      }),
    )
    .output(siteSchema),
  saveSystem: oc
    .input(
      z.object({
        id: idSchema.optional(),
        siteId: idSchema,
        name: lineSchema.min(1),
        platform: platformSchema,
        version: lineSchema.default(''),
        environment: environmentSchema,
        contacts: z.array(contactSchema).default([]),
        remarks: textSchema.default(''),
      }),
    )
    .output(systemSchema),
  saveEndpoint: oc
    .input(
      z.object({
        id: idSchema.optional(),
        systemId: idSchema,
        name: lineSchema.min(1),
        detail: endpointDetailSchema,
      }),
    )
    .output(endpointSchema),
  /** Hides or shows again; nothing is deleted. */
  archive: oc
    .input(
      z.object({
        entity: z.enum(['customer', 'site', 'system', 'endpoint']),
        id: idSchema,
        archived: z.boolean(),
      }),
    )
    .output(done),
  search: oc.input(z.object({ text: lineSchema })).output(
    z.array(
      z.object({
        kind: z.enum(['customer', 'site', 'system', 'endpoint']),
        id: idSchema,
        title: z.string(),
        subtitle: z.string(),
      }),
    ),
  ),
  export: oc
    .input(z.object({ format: z.enum(['yaml', 'csv']) }))
    .output(z.object({ text: z.string() })),
  import: oc
    .input(z.object({ format: z.enum(['yaml', 'csv']), text: z.string().max(20_000_000) }))
    .output(importResultSchema),
  template: oc.input(nothing).output(z.object({ text: z.string() })),
  /** Reads the OpenSSH configuration of this machine's user; nothing is stored. */
  readSshConfig: oc.input(z.object({ path: z.string().optional() })).output(
    z.object({
      path: z.string(),
      hosts: z.array(sshConfigHostSchema),
      /** Directives that cannot be used here and were passed over, e.g. `Match host …`. */
      skipped: z.array(z.string()),
    }),
  ),
  /** Stores chosen hosts of that configuration as SSH endpoints of a system. */
  importSshConfig: oc
    .input(
      z.object({ path: z.string().optional(), aliases: z.array(z.string()), systemId: idSchema }),
    )
    .output(importResultSchema),
};

/** Vault entries: names go over the wire, values only inwards. */
export const secrets = {
  list: oc.input(nothing).output(z.array(z.object({ name: z.string(), updatedAt: timeSchema }))),
  set: oc
    .input(z.object({ name: z.string().min(1).max(200), value: z.string().max(100_000) }))
    .output(done),
  remove: oc.input(z.object({ name: z.string() })).output(done),
};

export { byId };
