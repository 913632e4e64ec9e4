import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  clockAnswers,
  localeAnswers,
  shellAnswers,
  sudoAnswers,
  systemAnswers,
  toolAnswers,
} from './probe-answers';
import { clockOffset, readClock } from './probe-clock';
import { probeCommand, probeQuestions, shellQuestion, type ProbeName } from './probe-commands';
import { readLocale } from './probe-locale';
import { readShell, type ProbeAnswer } from './probe-shell';
import { readSudo, readSudoPassword } from './probe-sudo';
import { readSystem } from './probe-system';
import { readTools, readWindowsTools } from './probe-tools';

describe('the questions to a host', () => {
  it.each(Object.entries(probeQuestions))('“%s” passes every shell unharmed', (_name, question) => {
    expect(question.posix).not.toMatch(/['!\\\n]|\$\(/);
    expect(question.powershell ?? '').not.toMatch(/["%\n]/);
    expect(question.cmd ?? '').not.toMatch(/["'\n]/);
  });

  it('are answered by the shell of this machine', () => {
    const ask = (command: string): ProbeAnswer => {
      const { stdout, stderr, status } = spawnSync('/bin/sh', ['-c', command], {
        encoding: 'utf8',
      });
      return { stdout, stderr, code: status };
    };
    const of = (name: ProbeName): ProbeAnswer => ask(probeCommand(name, 'posix') ?? '');
    expect(readShell(ask(shellQuestion)).kind).toBe('posix');
    expect(readSystem(of('system'))).toMatchObject({ family: 'linux' });
    expect(readTools(of('tools')).lacking).toBe(false);
    expect(readLocale(of('locale'), 'utf-8').better).not.toBe('utf-8');
    const now = Date.now();
    const sample = readClock(of('clock'), now, Date.now());
    expect(Math.abs(clockOffset([sample!])!.offsetMs)).toBeLessThan(60_000);
  });
});

describe('a log-in shell', () => {
  it.each([
    ['bash', 'posix', undefined],
    ['dash', 'posix', undefined],
    ['busybox', 'posix', undefined],
    ['tcsh', 'csh', undefined],
    ['bsdCsh', 'csh', undefined],
    ['fish', 'fish', true],
    ['cmd', 'cmd', true],
    ['powershell', 'powershell', true],
    ['nologin', 'none', undefined],
    ['false', 'none', undefined],
    ['gitShell', 'none', undefined],
  ] as const)('of kind %s is told as %s', (name, kind, unproven) => {
    const found = readShell(shellAnswers[name].answer);
    expect([found.kind, found.facts['unproven']]).toEqual([kind, unproven]);
  });

  it('is noticed to talk before every command, which breaks SFTP and scripts', () => {
    expect(readShell(shellAnswers.noisy.answer)).toEqual({
      kind: 'posix',
      facts: { shell: 'posix', shellName: 'bash', noise: '*** maintenance tonight ***' },
    });
  });

  it('is unknown when something else answers', () => {
    const { kind, facts } = readShell({
      stdout: 'Cisco IOS\r\n% Invalid\r\n',
      stderr: '',
      code: 0,
    });
    expect([kind, facts['says']]).toEqual(['unknown', 'Cisco IOS % Invalid']);
  });
});

describe('a system', () => {
  it.each([
    ['debian', 'Debian GNU/Linux 12 (bookworm)', 'linux'],
    ['oldRedHat', 'Red Hat Enterprise Linux Server release 5.11 (Tikanga)', 'linux'],
    ['aix', 'AIX 7200-05-03-2148', 'aix'],
    ['solaris', 'Oracle Solaris 10 1/13 s10s_u11wos_24a SPARC', 'solaris'],
    ['windowsCmdChinese', 'Microsoft Windows 10.0.17763.1', 'windows'],
    ['windowsPowerShell', 'Microsoft Windows Server 2019 Standard', 'windows'],
  ] as const)('%s is named, and unproven where none can run here', (name, system, family) => {
    const facts = readSystem(systemAnswers[name].answer);
    expect(facts).toMatchObject({ system, family });
    expect(facts?.['unproven']).toBe(family === 'linux' ? undefined : true);
  });

  it('that says nothing of itself is none', () => {
    expect(readSystem({ stdout: '', stderr: 'sh: not found', code: 127 })).toBeNull();
  });
});

describe('the tools of a host', () => {
  it.each([
    ['debian', 'gnu', 'gnu', 'sudo', false],
    ['busybox', 'busybox', 'gnu', 'bash, python, perl, zgrep, sha256sum, sudo, nice', false],
    ['freebsd', 'bsd', 'bsd', 'bash, python, perl, gzip, zgrep, sha256sum, sudo, nice', false],
    ['aix', 'aix', undefined, 'stat, bash, python, gzip, zgrep, sha256sum, sudo', true],
  ] as const)('%s: which tail, and what is missing', (name, tail, stat, missing, lacking) => {
    const found = readTools(toolAnswers[name].answer);
    expect(found.facts['tail']).toBe(tail);
    expect(found.facts['stat']).toBe(stat);
    expect(found.facts['missing']).toBe(missing);
    expect(found.lacking).toBe(lacking);
  });

  it('are those of Windows there', () => {
    expect(readWindowsTools(toolAnswers.windows.answer)).toEqual({
      facts: { tools: 'powershell, tar, certutil, sc, wmic', missing: '', unproven: true },
      lacking: false,
    });
  });
});

describe('the language of a host', () => {
  it.each([
    ['chineseUtf8', 'utf-8', null],
    ['chineseUtf8', 'gb18030', 'utf-8'],
    ['chineseGbk', 'utf-8', 'gb18030'],
    ['chineseGbk', 'gb18030', null],
    ['plain', 'utf-8', null],
    ['plain', 'gb18030', null],
    ['aixChinese', 'utf-8', 'gb18030'],
    ['withoutLocaleCommand', 'utf-8', 'big5'],
    ['windowsChinese', 'utf-8', 'gb18030'],
    ['windowsPowerShell', 'gb18030', 'utf-8'],
  ] as const)('%s, set to %s: better %s', (name, endpoint, better) => {
    expect(readLocale(localeAnswers[name].answer, endpoint).better).toBe(better);
  });

  it('is called plain where no locale is set', () => {
    expect(readLocale(localeAnswers.plain.answer, 'utf-8').facts).toMatchObject({ plain: true });
  });
});

describe('the clock of a host', () => {
  it.each([
    ['gnu', 250, 1],
    ['busybox', 0, 1000],
    ['bsd', 0, 1000],
    ['solaris', 0, 1000],
    ['windows', 250, 1],
  ] as const)('%s is read as fine as it shows', (name, milliseconds, resolution) => {
    const sample = readClock(clockAnswers[name].answer, 0, 0);
    expect([sample!.at - 1_795_379_930_000, sample!.resolution]).toEqual([
      milliseconds,
      resolution,
    ]);
  });

  it('that shows no seconds is not guessed', () => {
    expect(readClock(clockAnswers.nothing.answer, 0, 0)).toBeNull();
  });

  it('is bounded more closely by several looks, and followed when it was set between them', () => {
    const sample = (before: number, after: number, at: number) => ({
      before,
      after,
      at,
      resolution: 1000,
      zone: '',
    });
    expect(clockOffset([sample(10_000, 10_100, 9000)])).toEqual({ offsetMs: 550, errorMs: 550 });
    // A second look, just before the far second turns.
    expect(clockOffset([sample(10_000, 10_100, 9000), sample(10_900, 10_950, 10_000)])).toEqual({
      offsetMs: 475,
      errorMs: 475,
    });
    expect(
      clockOffset([sample(10_000, 10_100, 9000), sample(11_000, 11_100, 99_000)])?.offsetMs,
    ).toBe(-88_450);
    expect(clockOffset([])).toBeNull();
  });
});

describe('sudo', () => {
  it.each([
    ['free', 'free'],
    ['password', 'password'],
    ['oldWithoutTerminal', 'password'],
    ['requiretty', 'terminal'],
    ['refused', 'refused'],
    ['none', 'none'],
  ] as const)('%s', (name, state) => {
    expect(readSudo(sudoAnswers[name].answer)).toBe(state);
  });

  it('tells a wrong password in any language from one that works', () => {
    const wrong = { stdout: '', stderr: '对不起，请重试。\nsudo: 1 次错误密码尝试\n', code: 1 };
    expect(readSudoPassword(wrong)).toBe('wrong');
    expect(readSudoPassword({ stdout: '', stderr: '', code: 0 })).toBe('works');
  });
});
