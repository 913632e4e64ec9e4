import { expect, it } from 'vitest';
import { aroundHit } from './file-search';

it('shows the hit of a long line', () => {
  expect(aroundHit('\t at Error here', 'error')).toBe('at Error here');
  const long = `${'x'.repeat(100)} Error here`;
  expect(aroundHit(long, 'error')).toBe(`…${'x'.repeat(29)} Error here`);
  expect(aroundHit(long, undefined)).toBe(long);
});
