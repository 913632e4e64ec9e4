import { AppError } from '../../../contract/errors';

/** The file is the user's own choice of place, so it is not the profile that cannot be written. */
export function exportError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  const detail = String((error as NodeJS.ErrnoException).code);
  if (detail === 'ENOSPC' || detail === 'EDQUOT')
    return new AppError('file.no-space', { path }, { cause: error, retry: true });
  // Windows lets nobody replace a file that a program, such as Excel, has open.
  const isTaken = detail === 'EBUSY' || (process.platform === 'win32' && detail === 'EPERM');
  if (isTaken) return new AppError('file.in-use', { path }, { cause: error, retry: true });
  return new AppError('file.unwritable', { path, detail }, { cause: error });
}
