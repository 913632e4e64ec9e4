import { mapEventIterator, ORPCError } from '@orpc/client';
import { AppError, errorCodes, type ErrorCode, type ErrorData } from '../errors';

/** oRPC error code under which an {@link AppError} travels. */
const appFailure = 'APP_ERROR';

/**
 * Runs a call and puts every failure into other words: that of the call itself, and those of
 * the stream that it answers with.
 */
export async function explained<T>(
  call: () => Promise<T>,
  explain: (error: unknown) => Error,
): Promise<T> {
  try {
    const output = await call();
    if (!isIterator(output)) return output;
    return mapEventIterator(output, {
      value: (value) => Promise.resolve(value),
      error: (error) => Promise.resolve(explain(error)),
    }) as T;
  } catch (error) {
    throw explain(error);
  }
}

function isIterator(value: unknown): value is AsyncIteratorObject<unknown, unknown, unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** Turns what a handler threw into what crosses the wire; bugs lose their message. */
export function toWire(error: unknown): unknown {
  if (error instanceof AppError) {
    return new ORPCError(appFailure, { status: 422, message: error.message, data: error.toData() });
  }
  return error;
}

/** Turns what arrived into an {@link AppError}; a cancelled call keeps its own abort error. */
export function fromWire(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof ORPCError)) return error;
  if (error.code === appFailure && isErrorData(error.data)) return AppError.fromData(error.data);
  if (error.code === 'BAD_REQUEST') {
    return new AppError('wire.bad-input', { detail: describeIssues(error.data) });
  }
  return new AppError('internal', { detail: error.code });
}

function isErrorData(data: unknown): data is ErrorData {
  return (
    typeof data === 'object' &&
    data !== null &&
    'code' in data &&
    (errorCodes as readonly string[]).includes(data.code as ErrorCode)
  );
}

/** Names the fields that did not fit their schema, without their values. */
function describeIssues(data: unknown): string {
  if (
    typeof data !== 'object' ||
    data === null ||
    !('issues' in data) ||
    !Array.isArray(data.issues)
  ) {
    return '';
  }
  return data.issues
    .slice(0, 5)
    .map(
      (issue: { path?: unknown[]; message?: string }) =>
        `${(issue.path ?? []).join('.')}: ${issue.message ?? ''}`,
    )
    .join('; ');
}
