import { AppError, type ErrorCode } from '../../../contract/errors';
import { statusCodes, type PacketReader } from './protocol';
import { printable } from './session';

const codes: Record<number, ErrorCode> = {
  [statusCodes.noSuchFile]: 'files.missing',
  [statusCodes.permissionDenied]: 'files.denied',
};

/** What a server refused; the cause of the {@link AppError} that people see. */
class SftpStatus extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * A status that is not OK as an error: `files.missing`, `files.denied` or `files.failed`, all
 * with {path, host} and, for the last one, the server's words as {detail}. Version 3 has no
 * status for a full disk or a file that exists already: whoever writes finds that out.
 */
export function statusError(answer: PacketReader, path: string, host: string): AppError {
  const status = answer.u32();
  // The message is mandatory in version 3, and missing from some servers all the same.
  const message = answer.left >= 4 ? printable(answer.text()).slice(0, 200) : '';
  const cause = new SftpStatus(status, message);
  const code = codes[status] ?? 'files.failed';
  const detail = message === '' ? `SFTP ${status}` : message;
  return new AppError(code, code === 'files.failed' ? { path, host, detail } : { path, host }, {
    cause,
  });
}

/** The status behind an error, or null when it is of another kind. */
export function statusOf(error: unknown): number | null {
  return error instanceof AppError && error.cause instanceof SftpStatus ? error.cause.status : null;
}
