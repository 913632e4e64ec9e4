import { expect, it } from 'vitest';
import type { LogView } from '../../../src-main/contract/logs';
import { viewTitle } from './view-title';

it('calls a page as it was named, else after its logs', () => {
  const named = (...names: string[]): Pick<LogView, 'sources'> => ({
    sources: names.map((name) => ({ name })) as LogView['sources'],
  });
  const others = (name: string): string => `${name} +`;
  expect(viewTitle(named('a', 'b'), 'Two logs', others)).toBe('Two logs');
  expect(viewTitle(named('a', 'b'), undefined, others)).toBe('a +');
  expect(viewTitle(named('b'), '', others)).toBe('b');
  expect(viewTitle(named(), undefined, others)).toBe('');
});
