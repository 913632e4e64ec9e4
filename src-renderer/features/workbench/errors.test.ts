import { expect, test } from 'vitest';
import { AppError } from '../../../src-main/contract/errors';
import { errorText, isCancellation } from './errors';

const texts: Record<string, unknown> = {
  'errors:vault.locked': 'Locked.',
  'errors:ssh.timeout': { what: 'db-01 is silent.', next: 'Try again.' },
  'errors:internal': 'Something went wrong.',
};
const translate = (key: string): unknown => texts[key] ?? key;

test('an expected error is told by its code, with its next step when it has one', () => {
  expect(errorText(new AppError('vault.locked'), translate).what).toBe('Locked.');
  expect(errorText(new AppError('ssh.timeout', {}, { retry: true }), translate)).toEqual({
    what: 'db-01 is silent.',
    next: 'Try again.',
    retry: true,
    details: undefined,
  });
});

test('a failure on the way to a host says where, in front of the words of its cause', () => {
  const params = { hop: 2, hops: 3, hopName: 'inner' };
  const said = (key: string, given: Record<string, unknown>): unknown =>
    key === 'errors:ssh.at-hop'
      ? `At ${String(given['hopName'])}: ${String(given['text'])}`
      : texts[key];
  expect(errorText(new AppError('ssh.timeout', params), said)).toMatchObject({
    what: 'At inner: db-01 is silent.',
    next: 'Try again.',
  });
});

test('a bug is told as internal and keeps its words for the details', () => {
  expect(errorText(new TypeError('x is undefined'), translate)).toEqual({
    what: 'Something went wrong.',
    next: undefined,
    retry: false,
    details: 'TypeError: x is undefined',
  });
});

test('giving up is no error for people', () => {
  expect(isCancellation(new AppError('wire.cancelled'))).toBe(true);
  expect(isCancellation(new DOMException('stop', 'AbortError'))).toBe(true);
  expect(isCancellation(new AppError('wire.host-gone'))).toBe(false);
});
