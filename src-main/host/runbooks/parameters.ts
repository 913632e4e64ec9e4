import { runInNewContext } from 'node:vm';
import { AppError } from '../../contract/errors';
import type { RunbookDocument, RunbookParameter } from '../../contract/runbooks';

/** A parameter with the value it has in a run. */
export interface BoundParameter {
  name: string;
  type: RunbookParameter['type'];
  /** Null when it is not required and was not given. Of a secret: the value itself. */
  value: string | null;
  /** What may be shown: the value, or of a secret the name of its vault entry. */
  shown: string;
}

const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const truths: Record<string, string> = {
  true: 'true',
  yes: 'true',
  '1': 'true',
  false: 'false',
  no: 'false',
  '0': 'false',
};

/** A pattern that needs longer than this for one value is no use, and may be a trap. */
const patternMs = 250;

/**
 * The values of a run, each of its type.
 *
 * @param given typed texts; of a secret, the name of its vault entry
 * @param reveal value of a vault entry
 * @throws AppError `runbooks.parameter-unknown` {name}, `runbooks.parameter-missing` {name},
 *   `runbooks.parameter-invalid` {name, type}, `secret.missing` {name}
 */
export function bindParameters(
  document: RunbookDocument,
  given: Readonly<Record<string, string>>,
  reveal: (name: string) => string | null,
): BoundParameter[] {
  const known = new Set(document.parameters.map(({ name }) => name));
  const unknown = Object.keys(given).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new AppError('runbooks.parameter-unknown', {
      name: unknown,
      known: [...known].join(', '),
    });
  return document.parameters.map((parameter) => bind(parameter, given, reveal));
}

function bind(
  parameter: RunbookParameter,
  given: Readonly<Record<string, string>>,
  reveal: (name: string) => string | null,
): BoundParameter {
  const { name, type } = parameter;
  const typed = Object.hasOwn(given, name) ? given[name] : undefined;
  const stated = parameter.default === undefined ? undefined : String(parameter.default);
  // An emptied field is no value, also where there is a default.
  const text = typed ?? stated;
  if (text === undefined || text === '') {
    if (parameter.required) throw new AppError('runbooks.parameter-missing', { name });
    return { name, type, value: null, shown: '' };
  }
  if (!acceptsText(parameter, text))
    throw new AppError('runbooks.parameter-invalid', {
      name,
      type,
      value: type === 'secret' ? '' : text.slice(0, 100),
    });
  if (type === 'secret') {
    const value = reveal(text);
    if (value === null) throw new AppError('secret.missing', { name: text });
    if (hasNoPlaceInScripts(value))
      throw new AppError('runbooks.parameter-invalid', { name, type, value: '' });
    return { name, type, value, shown: text };
  }
  const value =
    type === 'boolean' ? (truths[text.trim().toLowerCase()] ?? 'false') : trimmed(type, text);
  return { name, type, value, shown: value };
}

function trimmed(type: RunbookParameter['type'], text: string): string {
  return type === 'number' ? text.trim() : text;
}

/** NUL ends a word for every shell, and half a character has no bytes. */
function hasNoPlaceInScripts(text: string): boolean {
  return /\0|\p{Surrogate}/u.test(text);
}

/** Whether a text is a value of the parameter. Of a secret: whether it may name an entry. */
export function acceptsText(parameter: RunbookParameter, text: string): boolean {
  const { type, choices, pattern, minimum = -Infinity, maximum = Infinity } = parameter;
  if (hasNoPlaceInScripts(text)) return false;
  switch (type) {
    case 'text':
      return matches(pattern, text);
    case 'path':
      // Commands would take what begins with a dash for an option.
      return text !== '' && !text.startsWith('-') && matches(pattern, text);
    case 'number': {
      const value = Number(text.trim());
      return number.test(text.trim()) && value >= minimum && value <= maximum;
    }
    case 'boolean':
      return Object.hasOwn(truths, text.trim().toLowerCase());
    case 'choice':
      return choices?.includes(text) ?? false;
    case 'secret':
      return text.length <= 200;
  }
}

/** What is wrong with a regular expression, in the engine's words; null when nothing is. */
export function patternFault(pattern: string): string | null {
  try {
    new RegExp(`^(?:${pattern})$`, 'u');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether a text matches whole. Patterns come from shared files: one may never end by itself. */
function matches(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  try {
    const found: unknown = runInNewContext(
      'new RegExp(source, "u").test(text)',
      { source: `^(?:${pattern})$`, text },
      { timeout: patternMs },
    );
    return found === true;
  } catch {
    return false;
  }
}
