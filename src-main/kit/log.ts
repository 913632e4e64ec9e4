/**
 * The program's own log: one line a message on stderr. Values registered as secret,
 * and what looks like one, never reach it.
 */
export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, error?: unknown, fields?: Record<string, unknown>): void;
}

const secretField = /pass(word|phrase)?|secret|token|private.?key|recovery|credential/i;
const urlPassword = /(\w+:\/\/[^:@/\s]*:)[^@/\s]+@/g;
const privateKeyBlock =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** Values that must never be printed, such as passwords in use; longer ones first, as one may contain another. */
let knownSecrets: readonly string[] = [];

/**
 * Keeps a value out of every later log line, also as it looks inside JSON. Values under
 * four characters are ignored: they would blot out ordinary words.
 */
export function registerSecret(value: string): void {
  if (value.length < 4 || knownSecrets.includes(value)) return;
  const all = new Set([...knownSecrets, value, JSON.stringify(value).slice(1, -1)]);
  knownSecrets = [...all].sort((left, right) => right.length - left.length);
}

/** Removes secrets from a text: registered values, passwords in URLs, private keys. */
export function redact(text: string): string {
  let result = text.replace(urlPassword, '$1***@').replace(privateKeyBlock, '*** private key ***');
  for (const secret of knownSecrets) result = result.replaceAll(secret, '***');
  return result;
}

/** Deeper than this a field is not logged: fields are for short facts. */
const maxDepth = 5;

/** A field's value without secrets: every text inside is redacted before it is escaped for JSON. */
function safeValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) return '…';
  if (value instanceof Error) return { message: redact(value.message) };
  if (Array.isArray(value)) return value.map((item) => safeValue(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secretField.test(name) ? '***' : safeValue(item, depth + 1),
    ]),
  );
}

/**
 * A log that writes through `write`, by default to stderr.
 *
 * @param options `quiet` leaves out what is only information, for people at a terminal
 */
export function createLog(
  write: (line: string) => void = (line) => process.stderr.write(line),
  options: { quiet?: boolean } = {},
): Log {
  const emit = (level: string, message: string, fields: Record<string, unknown>): void => {
    const tail = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(safeValue(fields))}`;
    write(`${redact(`${new Date().toISOString()} ${level} ${message}${tail}`)}\n`);
  };
  return {
    info: (message, fields = {}) => {
      if (!options.quiet) emit('info', message, fields);
    },
    warn: (message, fields = {}) => emit('warn', message, fields),
    error: (message, error, fields = {}) =>
      emit('error', message, {
        ...fields,
        ...(error instanceof Error
          ? { error: error.message, stack: error.stack }
          : error === undefined
            ? {}
            : { error }),
      }),
  };
}
