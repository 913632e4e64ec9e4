import { describe, expect, it } from 'vitest';
import type { SshTestStep } from '../../../src-main/contract/index';
import { factLines } from './test-facts';
import { byHop, checklist, outcomeOf, withStep } from './test-model';

function step(change: Partial<SshTestStep>): SshTestStep {
  return {
    step: 'name',
    hop: 0,
    host: 'jump-01',
    state: 'ok',
    facts: {},
    error: null,
    elapsedMs: 1,
    ...change,
  };
}

describe('the steps of a connection test', () => {
  it('replace their running form and stand by hop', () => {
    const told = [
      step({ state: 'running' }),
      step({ state: 'ok' }),
      step({ step: 'connect' }),
      step({ hop: 1, host: 'db-01', state: 'running' }),
      step({ hop: 1, host: 'db-01', state: 'failed' }),
    ].reduce<SshTestStep[]>(withStep, []);
    expect(byHop(told).map(({ host, steps }) => [host, steps.map(({ state }) => state)])).toEqual([
      ['jump-01', ['ok', 'ok']],
      ['db-01', ['failed']],
    ]);
    expect(outcomeOf(told)).toBe('unreached');
    expect(outcomeOf([step({}), step({ step: 'sudo', state: 'failed' })])).toBe('failed');
    expect(outcomeOf([step({}), step({ step: 'tools', state: 'warning' })])).toBe('warning');
  });
});

describe('the checklist of a hop', () => {
  it('says in one line what was left out', () => {
    const lines = checklist([
      step({}),
      step({ step: 'connect', state: 'failed' }),
      step({ step: 'host-key', state: 'skipped' }),
      step({ step: 'login', state: 'skipped' }),
    ]);
    expect(lines).toMatchObject([
      { step: 'name' },
      { step: 'connect' },
      { skipped: ['host-key', 'login'] },
    ]);
  });
});

describe('what a step found', () => {
  const keys = (change: Partial<SshTestStep>): string[] =>
    factLines(step(change)).map(({ key, warn }) => (warn ? `${key}!` : key));

  it.each([
    [{ step: 'name', facts: { resolvedBy: 'jump-01' } }, ['resolvedBy']],
    [{ step: 'host-key', facts: { type: 'ssh-rsa', fingerprint: 'SHA256:a' } }, ['hostKey']],
    [{ step: 'locale', facts: { locale: '', charmap: 'ANSI', plain: true } }, ['plainLocale']],
    [
      {
        step: 'locale',
        state: 'warning',
        facts: { locale: 'zh_CN.GBK', charmap: 'GBK', better: 'gb18030', endpoint: 'utf-8' },
      },
      ['locale', 'betterEncoding!'],
    ],
    [{ step: 'clock', state: 'warning', facts: { offsetMs: null } }, ['clockUnknown!']],
    [
      { step: 'clock', facts: { offsetMs: 12, errorMs: 3, zone: 'CST+0800' } },
      ['clockSame', 'zone'],
    ],
    [{ step: 'clock', state: 'warning', facts: { offsetMs: 9000, errorMs: 3 } }, ['clockAhead!']],
    [{ step: 'sudo', facts: { sudo: 'password', works: true } }, ['sudoWorks']],
    [
      { step: 'sudo', state: 'warning', facts: { sudo: 'password', expected: 'free' } },
      ['sudo!', 'sudoExpected!'],
    ],
    [{ step: 'session', state: 'failed', facts: { shell: 'none', says: 'x' } }, []],
    [{ step: 'sftp', state: 'skipped' }, []],
  ] as const)('%j is told in lines', (change, lines) => {
    expect(keys(change as unknown as Partial<SshTestStep>)).toEqual(lines);
  });
});
