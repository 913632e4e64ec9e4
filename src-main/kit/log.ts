import { inspect } from 'node:util';

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

/** Values that must never be printed, such as passwords in use. */
const knownSecrets = new Set<string>();

/**
 * Keeps a value out of every later log line, also as it looks inside JSON. Values under
 * four characters are ignored: they would blot out ordinary words.
 */
export function registerSecret(value: string): void {
  if (value.length < 4) return;
  knownSecrets.add(value);
  knownSecrets.add(JSON.stringify(value).slice(1, -1));
}

/** Removes secrets from a text: registered values, passwords in URLs, private keys. */
export function redact(text: string): string {
  let result = text.replace(urlPassword, '$1***@').replace(privateKeyBlock, '*** private key ***');
  for (const secret of knownSecrets) result = result.replaceAll(secret, '***');
  return result;
}

/** A log that writes through `write`, by default to stderr. */
export function createLog(
  write: (line: string) => void = (line) => process.stderr.write(line),
): Log {
  const emit = (level: string, message: string, fields: Record<string, unknown>): void => {
    const safe = Object.entries(fields).map(([name, value]) => [
      name,
      secretField.test(name) ? '***' : value,
    ]);
    const tail = safe.length === 0 ? '' : ` ${JSON.stringify(Object.fromEntries(safe))}`;
    write(`${redact(`${new Date().toISOString()} ${level} ${message}${tail}`)}\n`);
  };
  return {
    info: (message, fields = {}) => emit('info', message, fields),
    warn: (message, fields = {}) => emit('warn', message, fields),
    error: (message, error, fields = {}) =>
      emit('error', message, {
        ...fields,
        ...(error instanceof Error
          ? { error: error.message, stack: error.stack }
          : error === undefined
            ? {}
            : { error: inspect(error) }),
      }),
  };
}
