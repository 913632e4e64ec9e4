/**
 * Answers of hosts to the questions of `probe-commands.ts`, for the tests of their readers.
 * `recorded` ones were taken from the program that is named; `documented` ones are written
 * after the manual that is named, because no such machine can run here: what is read from
 * them is shown as unproven.
 */
import type { ProbeAnswer } from './probe-shell';

export interface KnownAnswer {
  source: string;
  answer: ProbeAnswer;
}

function answer(stdout: string, stderr = '', code: number | null = 0): ProbeAnswer {
  return { stdout, stderr, code };
}

export const shellAnswers = {
  bash: {
    source: 'recorded: bash 5.2 (Debian 12)',
    answer: answer('fieldbench %OS% bash\n'),
  },
  dash: {
    source: 'recorded: dash 0.5.12 (Debian 12)',
    answer: answer('fieldbench %OS% dash\n'),
  },
  busybox: {
    source: 'recorded: BusyBox 1.35 sh (Debian 12)',
    answer: answer('fieldbench %OS% sh\n'),
  },
  tcsh: {
    source: 'recorded: tcsh 6.24.07 (Debian 12)',
    answer: answer('fieldbench %OS% /bin/tcsh\n'),
  },
  bsdCsh: {
    source: 'documented: csh(1) of 4.4BSD, diagnostics for $0 without a script file',
    answer: answer('', 'No file for $0.\n', 1),
  },
  fish: {
    source: 'documented: fish for bash users, "$0" is no valid variable',
    answer: answer('', 'fish: $0 is not a valid variable in fish.\necho fieldbench %OS% $0\n', 127),
  },
  cmd: {
    source: 'documented: Windows OpenSSH server configuration, default shell cmd.exe',
    answer: answer('fieldbench Windows_NT $0\r\n'),
  },
  powershell: {
    source: 'documented: Write-Output writes each argument as an object of its own',
    answer: answer('fieldbench\r\n%OS%\r\n'),
  },
  nologin: {
    source: 'recorded: nologin(8) of util-linux 2.38 (Debian 12)',
    answer: answer('This account is currently not available.\n', '', 1),
  },
  false: { source: 'recorded: /bin/false', answer: answer('', '', 1) },
  gitShell: {
    source: 'recorded: git-shell 2.39 (Debian 12)',
    answer: answer('', "fatal: unrecognized command 'echo fieldbench %OS% $0'\n", 128),
  },
  noisy: {
    source: 'recorded: bash 5.2 with an echo in .bashrc',
    answer: answer('*** maintenance tonight ***\nfieldbench %OS% bash\n'),
  },
} satisfies Record<string, KnownAnswer>;

export const systemAnswers = {
  debian: {
    source: 'recorded: Debian 12',
    answer: answer(
      'kernel=Linux\nrelease=6.1.0-18-amd64\nmachine=x86_64\nnode=db-01\n' +
        'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n',
    ),
  },
  oldRedHat: {
    source: 'documented: /etc/redhat-release of RHEL 5, which has no os-release',
    answer: answer(
      'kernel=Linux\nrelease=2.6.18-398.el5\nmachine=x86_64\nnode=ebs\n' +
        'redhat=Red Hat Enterprise Linux Server release 5.11 (Tikanga)\n',
    ),
  },
  aix: {
    source: 'documented: uname(1) and oslevel(1), AIX 7.2 commands reference',
    answer: answer(
      'kernel=AIX\nrelease=2\nmachine=00F6F5D04C00\nnode=nim01\noslevel=7200-05-03-2148\n',
    ),
  },
  solaris: {
    source: 'documented: uname(1) and /etc/release, Oracle Solaris 10',
    answer: answer(
      'kernel=SunOS\nrelease=5.10\nmachine=sun4v\nnode=t5\n' +
        'solaris=Oracle Solaris 10 1/13 s10s_u11wos_24a SPARC\n',
    ),
  },
  windowsCmdChinese: {
    source: 'documented: ver, in the Chinese edition of Windows Server 2019',
    answer: answer(
      '\r\nMicrosoft Windows [版本 10.0.17763.1]\r\nmachine=AMD64\r\nnode=WIN-SAP01\r\n',
    ),
  },
  windowsPowerShell: {
    source: 'documented: Win32_OperatingSystem class, Windows Server 2019',
    answer: answer(
      'caption=Microsoft Windows Server 2019 Standard\r\nrelease=10.0.17763\r\nmachine=AMD64\r\n' +
        'node=WIN-SAP01\r\npowershell=5.1.17763.1852\r\n',
    ),
  },
} satisfies Record<string, KnownAnswer>;

export const toolAnswers = {
  debian: {
    source: 'recorded: Debian 12',
    answer: answer(
      'sh=/usr/bin/sh\nbash=/usr/bin/bash\npython3=/usr/bin/python3\nperl=/usr/bin/perl\n' +
        'tail=/usr/bin/tail\nstat=/usr/bin/stat\ngzip=/usr/bin/gzip\nzgrep=/usr/bin/zgrep\n' +
        'sha256sum=/usr/bin/sha256sum\nnice=/usr/bin/nice\ndf=/usr/bin/df\nkernel=Linux\n' +
        'tail-says=tail (GNU coreutils) 9.1\nstat-format=c\n',
    ),
  },
  busybox: {
    source: 'recorded: BusyBox 1.35 (Debian 12)',
    answer: answer(
      'sh=/bin/sh\ntail=/usr/bin/tail\nstat=/bin/stat\ngzip=/bin/gzip\ndf=/bin/df\nkernel=Linux\n' +
        "tail-says=tail: unrecognized option '--version'\n" +
        'tail-says=BusyBox v1.35.0 (Debian 1:1.35.0-4+b1) multi-call binary.\nstat-format=c\n',
    ),
  },
  freebsd: {
    source: 'documented: tail(1) and stat(1), FreeBSD 13',
    answer: answer(
      'sh=/bin/sh\ntail=/usr/bin/tail\nstat=/usr/bin/stat\ndf=/bin/df\nkernel=FreeBSD\n' +
        "tail-says=tail: unrecognized option `--version'\n" +
        'tail-says=usage: tail [-F | -f | -r] [-qv] [-b number | -c number | -n number] [file ...]\n' +
        'stat-format=f\n',
    ),
  },
  aix: {
    source: 'documented: tail command, AIX 7.2 commands reference; AIX has no stat command',
    answer: answer(
      'sh=/usr/bin/sh\nperl=/usr/bin/perl\ntail=/usr/bin/tail\ndf=/usr/bin/df\nnice=/usr/bin/nice\n' +
        'kernel=AIX\ntail-says=usage: tail [+/-[n][lbc][f]] [file]\n',
    ),
  },
  windows: {
    source: 'documented: where.exe finds programs on the path, Windows Server 2019',
    answer: answer('powershell=yes\r\ntar=yes\r\ncertutil=yes\r\nsc=yes\r\nwmic=yes\r\n'),
  },
} satisfies Record<string, KnownAnswer>;

export const localeAnswers = {
  chineseUtf8: {
    source: 'recorded: glibc 2.36, LANG=zh_CN.UTF-8',
    answer: answer('lang=zh_CN.UTF-8\nlc_all=\nlc_ctype=\ncharmap=UTF-8\n'),
  },
  chineseGbk: {
    source: 'recorded: glibc 2.36, LC_ALL=zh_CN.GBK',
    answer: answer('lang=zh_CN.UTF-8\nlc_all=zh_CN.GBK\nlc_ctype=\ncharmap=GBK\n'),
  },
  plain: {
    source: 'recorded: glibc 2.36, no locale set',
    answer: answer('lang=\nlc_all=\nlc_ctype=\ncharmap=ANSI_X3.4-1968\n'),
  },
  aixChinese: {
    source: 'documented: AIX globalization guide, Zh_CN uses the GB18030 code set',
    answer: answer('lang=Zh_CN\nlc_all=\nlc_ctype=\ncharmap=GB18030\n'),
  },
  withoutLocaleCommand: {
    source: 'documented: BusyBox has no locale applet',
    answer: answer('lang=zh_TW.Big5\nlc_all=\nlc_ctype=\n'),
  },
  windowsChinese: {
    source: 'documented: chcp, in the Chinese edition of Windows',
    answer: answer('活动代码页: 936\r\n'),
  },
  windowsPowerShell: {
    source: 'documented: Console.OutputEncoding.CodePage',
    answer: answer('codepage=65001\r\nlang=zh-CN\r\noem=936\r\n'),
  },
} satisfies Record<string, KnownAnswer>;

export const clockAnswers = {
  gnu: {
    source: 'recorded: GNU date 9.1',
    answer: answer('at=1795379930.250000000\nzone=CST+0800\n'),
  },
  busybox: {
    source: 'recorded: BusyBox 1.35 date',
    answer: answer('at=1795379930.%N\nzone=UTC+0000\n'),
  },
  bsd: {
    source: 'documented: strftime(3) of FreeBSD knows no %N',
    answer: answer('at=1795379930.N\nzone=UTC+0000\n'),
  },
  solaris: {
    source: 'documented: date(1) of Solaris 10 knows no %s; perl is there',
    answer: answer('at=%s.%N\nzone=GMT%z\nperl=1795379930\n'),
  },
  windows: {
    source: 'documented: DateTime.UtcNow, TimeSpan.TotalSeconds',
    answer: answer('at=1795379930.250\r\nzone=China Standard Time\r\n'),
  },
  nothing: {
    source: 'documented: date(1) of Solaris 10 where perl is not installed',
    answer: answer('at=%s.%N\nzone=GMT\nperl=\n'),
  },
} satisfies Record<string, KnownAnswer>;

export const sudoAnswers = {
  free: { source: 'documented: sudo(8), -n', answer: answer('sudo=free\n') },
  password: {
    source: 'documented: sudo(8), -n',
    answer: answer('', 'sudo: a password is required\n', 1),
  },
  oldWithoutTerminal: {
    source: 'documented: sudo 1.8, no askpass program',
    answer: answer('', 'sudo: no tty present and no askpass program specified\n', 1),
  },
  requiretty: {
    source: 'documented: sudoers(5), requiretty',
    answer: answer('', 'sudo: sorry, you must have a tty to run sudo\n', 1),
  },
  refused: {
    source: 'documented: sudo(8), SECURITY NOTES',
    answer: answer('', 'engineer is not in the sudoers file.\n', 1),
  },
  none: { source: 'recorded: dash 0.5.12', answer: answer('', 'sh: 1: sudo: not found\n', 127) },
} satisfies Record<string, KnownAnswer>;
