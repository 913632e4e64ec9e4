import { AppError } from '../../../src-main/contract/errors';
import type { Failure } from '../../../src-main/contract/index';

/** A failure that was kept as data, as the error it was. */
export function failureError({ code, params }: Failure): AppError {
  return AppError.fromData({ code: code as AppError['code'], params });
}
