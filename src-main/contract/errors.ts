/**
 * Every expected failure has a code; a code is also the i18n key `errors.<code>`,
 * so this list is what the locale test checks. Parameters fill the placeholders
 * of the text and never carry a secret.
 */
export const errorCodes = [
  // wire
  'wire.bad-input',
  'wire.host-gone',
  'wire.unauthorized',
  'wire.cancelled',
  'internal',
  // vault and profile
  'vault.locked',
  'vault.exists',
  'vault.missing',
  'vault.lost',
  'vault.wrong-passphrase',
  'vault.wrong-recovery-key',
  'vault.damaged',
  'vault.passphrase-needed',
  'vault.keyring-unavailable',
  'profile.read-only',
  'profile.disk-full',
  'profile.newer',
  'profile.damaged',
  'profile.busy',
  'profile.backup-damaged',
  'profile.backup-exists',
  'profile.not-empty',
  // files named by the user
  'file.missing',
  'file.unreadable',
  'file.exists',
  'file.unwritable',
  'file.too-large',
  'file.no-space',
  'file.in-use',
  // entities
  'entity.not-found',
  'entity.in-use',
  'entity.duplicate-name',
  // systems
  'systems.import-syntax',
  'systems.import-invalid',
  'systems.import-missing',
  'systems.import-value',
  'systems.import-unknown-key',
  'systems.import-password',
  'systems.import-reference',
  'systems.import-duplicate',
  'systems.import-conflict',
  'systems.import-loop',
  // secrets
  'secret.missing',
  // saved queries
  'queries.unknown',
  'queries.other-window',
  'queries.title-missing',
  'queries.version-gone',
  'queries.no-statement',
  'queries.parameter-gone',
  'queries.parameter-undeclared',
  'queries.import-nothing',
  'queries.import-large',
  'queries.import-zip',
  'queries.import-yaml',
  'queries.import-no-query',
  'queries.import-missing',
  'queries.import-unknown-key',
  'queries.import-choice',
  'queries.import-value',
  'queries.import-statement-missing',
  'queries.import-statement-empty',
  'queries.import-dialect-missing',
  'queries.import-parameter-unused',
  'queries.import-parameter-undeclared',
  // ssh
  'ssh.unreachable',
  'ssh.refused',
  'ssh.timeout',
  'ssh.name-unknown',
  'ssh.host-key-unknown',
  'ssh.host-key-changed',
  'ssh.auth-failed',
  'ssh.password-missing',
  'ssh.password-expired',
  'ssh.fingerprint-invalid',
  'ssh.key-passphrase-needed',
  'ssh.key-passphrase-wrong',
  'ssh.key-unreadable',
  'ssh.agent-unavailable',
  'ssh.closed',
  'ssh.exec-failed',
  'ssh.forward-refused',
  'ssh.protocol',
  'ssh.jump-loop',
  'ssh.proxy-failed',
  'ssh.algorithms',
  'ssh.interaction-needed',
  'ssh.interaction-cancelled',
  'ssh.certificate-unsupported',
  'ssh.no-shell',
  'ssh.sudo-refused',
  'ssh.sudo-password-missing',
  'ssh.known-hosts-revoked',
  'ssh.endpoint-unknown',
  'ssh.endpoint-ambiguous',
  // terminals
  'terminals.gone',
  'terminals.recording-forced',
  'terminals.transcript-missing',
  'terminals.transcript-open',
  // files
  'files.sftp-unavailable',
  'files.missing',
  'files.denied',
  'files.exists',
  'files.not-a-folder',
  'files.no-space',
  'files.failed',
  'files.link-loop',
  'files.listing-gone',
  'files.changed-meanwhile',
  'files.checksum-differs',
  'files.too-large-to-edit',
  'files.not-text',
  'files.not-encodable',
  'files.transfer-gone',
  // tunnels
  'tunnels.port-taken',
  'tunnels.port-taken-by',
  'tunnels.listen-refused',
  'tunnels.not-local',
  'tunnels.stalled',
  'tunnels.target-unreachable',
  // changes
  'change.required',
  'change.name-not-typed',
  'change.reason-missing',
  'change.number-missing',
  // runbooks
  'runbooks.not-found',
  'runbooks.invalid',
  'runbooks.parameter-missing',
  'runbooks.parameter-invalid',
  'runbooks.parameter-unknown',
  'runbooks.host-unknown',
  'runbooks.no-interpreter',
  'runbooks.no-database',
  'runbooks.timeout',
  'runbooks.exit',
  'runbooks.connection-lost',
  'runbooks.not-encodable',
  'runbooks.query-unknown',
  'runbooks.query-ambiguous',
  'runbooks.stop-unanswered',
  'runbooks.elsewhere',
  'runbooks.schedule-changes',
  'runbooks.host-failed',
  'runbooks.program-ended',
  'runbooks.still-running',
  // audit
  'audit.row-changed',
  'audit.row-missing',
  'audit.cut-off',
  'audit.not-an-export',
  // logs
  'logs.path-missing',
  'logs.path-unreadable',
  'logs.tail-gone',
  'logs.format-invalid',
  'logs.rows-moved',
  'logs.copy-too-large',
  'logs.too-many-rows',
  'logs.import-order',
  'logs.unpack-failed',
  'logs.quota-reached',
  'logs.file-exchanged',
  'logs.host-cannot-search',
  'logs.host-without-commands',
  'logs.host-cannot-unpack',
  'logs.host-unpack-failed',
  'logs.in-place-field',
  'logs.in-place-level',
  'logs.in-place-time',
  'logs.in-place-packed',
  'logs.no-error-in-time',
  'logs.search-failed',
  'logs.expression-invalid',
  'logs.expression-too-large',
  'logs.expression-look-around',
  'logs.expression-back-reference',
  'logs.expression-unclosed',
  'logs.expression-unopened',
  'logs.expression-nothing-to-repeat',
  'logs.expression-repetition',
  'logs.expression-range',
  'logs.expression-escape',
  'logs.expression-property',
  'logs.expression-line-break',
  'logs.is-folder',
  'logs.not-a-file',
  'logs.shrunk',
  'logs.archive-cut',
  'logs.archive-damaged',
  'logs.archive-changed',
  'logs.archive-encrypted',
  'logs.archive-method',
  'logs.archive-entry',
  'logs.archive-entries',
  'logs.archive-kind',
  'ledger.in-use',
  'ledger.damaged',
  // queries
  'sql.refused',
  'sql.syntax',
  'sql.failed',
  'sql.connection-failed',
  'sql.connection-lost',
  'sql.server-full',
  'sql.database-unknown',
  'sql.login-method',
  'sql.password-in-clear',
  'sql.password-expired',
  'sql.certificate-refused',
  'sql.certificate-name',
  'sql.certificate-time',
  'sql.verify-unsupported',
  'sql.authority-missing',
  'sql.authority-unreadable',
  'sql.connection-unknown',
  'sql.server-too-old',
  'sql.file-unreadable',
  'sql.file-encrypted',
  'sql.file-open-changes',
  'sql.read-only-file',
  'sql.cell-too-long',
  'sql.text-too-long',
  'sql.cell-changed',
  'sql.file-foreign',
  'sql.driver-missing',
  'sql.client-library',
  'sql.oracle-client-needed',
  'sql.sqlplus-missing',
  'sql.auth-failed',
  'sql.timeout',
  'sql.locked',
  'sql.interrupted',
  'sql.value-unexpected',
  'sql.compare-key',
  'sql.compare-columns',
  'sql.comparison-gone',
  'sql.cancelled',
  'sql.parameter-missing',
  'sql.parameter-invalid',
  'sql.dialect-unsupported',
  'sql.result-gone',
  'sql.result-running',
  'sql.write-empty',
  'sql.write-refused',
  'sql.write-unseen',
  'sql.write-over',
  'sql.write-busy',
  'sql.write-failed',
  'sql.transaction-left',
  'sql.plan-writes',
  'sql.plan-absent',
  'sql.plan-unread',
  // cases
  'cases.nothing-selected',
  'cases.evidence-damaged',
  'cases.not-found',
  'cases.transition',
  'cases.words-final',
  'cases.format-unavailable',
  // serve
  'serve.port-taken',
  'serve.not-running',
  'cli.usage',
  'demo.failed',
] as const;

/** A code of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number];

/** Values that fill the placeholders of an error's text. Never a secret. */
export type ErrorParams = Record<string, string | number | boolean | null>;

/** An {@link AppError} as data: what crosses the wire and what `--json` prints. */
export interface ErrorData {
  code: ErrorCode;
  /** English, for logs and scripts; people read the translated text of the code. */
  message: string;
  params: ErrorParams;
  /** Whether the same call may succeed later without any change by the user. */
  retry: boolean;
}

/**
 * An expected failure: wrong password, host unreachable, refused statement.
 * It crosses the wire as data and the renderer chooses the words. Anything else
 * that is thrown is a bug, logged with a redacted stack and shown as `internal`.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly retry: boolean;

  constructor(
    code: ErrorCode,
    params: ErrorParams = {},
    options: { retry?: boolean; cause?: unknown } = {},
  ) {
    super(
      describe(code, params),
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'AppError';
    this.code = code;
    this.params = params;
    this.retry = options.retry ?? false;
  }

  /** The error as data, without its stack or cause. */
  toData(): ErrorData {
    return { code: this.code, message: this.message, params: this.params, retry: this.retry };
  }

  /** Rebuilds an error that crossed the wire. */
  static fromData(data: Pick<ErrorData, 'code'> & Partial<ErrorData>): AppError {
    return new AppError(data.code, data.params ?? {}, { retry: data.retry ?? false });
  }
}

function describe(code: string, params: ErrorParams): string {
  const parts = Object.entries(params).map(([key, value]) => `${key}=${String(value)}`);
  return parts.length === 0 ? code : `${code} (${parts.join(', ')})`;
}
