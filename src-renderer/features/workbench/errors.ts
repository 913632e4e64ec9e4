import i18next from 'i18next';
import { AppError } from '../../../src-main/contract/errors';
import type { Failure } from '../../../src-main/contract/index';

/** An error in words: what happened with its cause, and the next step. */
export interface ErrorText {
  what: string;
  next: string | undefined;
  /** The same call may succeed later without a change by the user. */
  retry: boolean;
  /** Text of the other side or of a bug, for a folded “technical details”. */
  details: string | undefined;
}

type Translate = (key: string, params: Record<string, unknown>) => unknown;

/**
 * Words for anything that was thrown. An AppError is told by `errors:<code>`, which is
 * either one text or `{ what, next }`; everything else is a bug and told as `internal`.
 */
export function errorText(
  error: unknown,
  translate: Translate = (key, params) => i18next.t(key, params),
): ErrorText {
  const code = error instanceof AppError ? error.code : 'internal';
  const params = error instanceof AppError ? error.params : {};
  const found = translate(`errors:${code}`, { ...params, returnObjects: true });
  const detail = error instanceof AppError ? params['detail'] : describeBug(error);
  const details = typeof detail === 'string' && detail !== '' ? detail : undefined;
  const retry = error instanceof AppError && error.retry;
  // A failure on the way to a host: the cause's own words, with the place in front.
  const placed = (what: string): string =>
    params['hopName'] === undefined
      ? what
      : String(translate('errors:ssh.at-hop', { ...params, text: what }));
  if (isWhatNext(found)) return { what: placed(found.what), next: found.next, retry, details };
  return { what: placed(String(found)), next: undefined, retry, details };
}

function isWhatNext(value: unknown): value is { what: string; next?: string } {
  return typeof value === 'object' && value !== null && 'what' in value;
}

function describeBug(error: unknown): string | undefined {
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  return typeof error === 'string' ? error : JSON.stringify(error);
}

/** A failure that was kept or told as data, as the error it was. */
export function failureOf({ code, params }: Failure): AppError {
  return AppError.fromData({ code: code as AppError['code'], params });
}

/** Whether an error only says that its caller gave up; nobody needs to read it. */
export function isCancellation(error: unknown): boolean {
  return error instanceof AppError
    ? error.code === 'wire.cancelled'
    : error instanceof Error && error.name === 'AbortError';
}
