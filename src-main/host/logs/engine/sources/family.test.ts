import { expect, it } from 'vitest';
import { familyOf, logFamilies } from './family';

it('orders rotated siblings by counter: the highest is the oldest', () => {
  const names = ['app.log.2.gz', 'other.log', 'app.log', 'app.log.10.gz', 'app.log.1'];
  expect(familyOf('app.log', names)).toEqual([
    'app.log.10.gz',
    'app.log.2.gz',
    'app.log.1',
    'app.log',
  ]);
  expect(familyOf('app.log.2.gz', names)).toEqual(familyOf('app.log', names));
  expect(familyOf('other.log', names)).toEqual(['other.log']);
});

it('orders them by date, with counters within a day', () => {
  expect(
    familyOf('catalina.out', ['catalina.out-20260301.gz', 'catalina.out-20251231', 'catalina.out']),
  ).toEqual(['catalina.out-20251231', 'catalina.out-20260301.gz', 'catalina.out']);
  expect(
    familyOf('nc.log', [
      'nc.2026-03-01.2.log',
      'nc.log',
      'nc.2026-03-01.1.log',
      'nc.2026-02-28.10.log',
    ]),
  ).toEqual(['nc.2026-02-28.10.log', 'nc.2026-03-01.1.log', 'nc.2026-03-01.2.log', 'nc.log']);
  expect(familyOf('a.log', ['a.log.2026-03-01-13', 'a.log.2026-03-01-02', 'a.log'])).toEqual([
    'a.log.2026-03-01-02',
    'a.log.2026-03-01-13',
    'a.log',
  ]);
  expect(familyOf('localhost.2026-03-02.log', ['localhost.2026-03-01.log'])).toEqual([
    'localhost.2026-03-01.log',
    'localhost.2026-03-02.log',
  ]);
});

it('takes nodes and ports for logs of their own', () => {
  const names = ['server-1.log', 'server-2.log', 'app-8080.log', 'app-8081.log', 'ora_12345.trc'];
  expect(logFamilies(names)).toHaveLength(5);
});

it('takes a log that is being packed once', () => {
  expect(familyOf('a.log', ['a.log', 'a.log.1', 'a.log.1.gz'])).toEqual(['a.log.1', 'a.log']);
});
