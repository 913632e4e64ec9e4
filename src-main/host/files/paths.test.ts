import { describe, expect, it } from 'vitest';
import { contractPath, nativePath } from './local-side';
import { numberedName, partNameOf } from './part';
import { absolute, decodeName, encodeName, pathOf, tokenOf } from './paths';
import { windowsName } from './transfers/walk';

const bytes = (text: string): Buffer => Buffer.from(text);

describe('paths', () => {
  it('cross the wire as text, or as bytes where they are no text', () => {
    for (const path of [bytes('/a b/中\n'), Buffer.from([0x2f, 0xd6, 0xd0]), bytes('bytes:x')])
      expect(pathOf(tokenOf(path))).toEqual(path);
    expect(tokenOf(bytes('/中'))).toBe('/中');
    expect(tokenOf(Buffer.from([0x2f, 0xff]))).toBe('bytes:L/8=');
    expect(() => pathOf('/a\0b')).toThrow('wire.bad-input');
  });

  it('lose dots and doubled slashes and never leave the root', () => {
    const base = bytes('/home/me');
    expect(absolute(bytes('../you/./x//'), base).toString()).toBe('/home/you/x');
    expect(absolute(bytes('/../../etc'), base).toString()).toBe('/etc');
    expect(absolute(bytes(''), base).toString()).toBe('/home/me');
  });

  it('are read in the encoding of the host, or in the other likely one', () => {
    const gbk = Buffer.from([0xd6, 0xd0, 0xce, 0xc4]);
    expect(decodeName(gbk, 'gb18030')).toBe('中文');
    expect(decodeName(gbk, 'utf-8')).toBe('中文');
    expect(decodeName(Buffer.from([0xff, 0x41]), 'utf-8')).toBe('\ufffdA');
    expect(encodeName('中文', 'gb18030')).toEqual(gbk);
    expect(() => encodeName('中', 'windows-1252')).toThrow('files.not-encodable');
    for (const name of ['', '.', '..', 'a/b', 'a\0'])
      expect(() => encodeName(name, 'utf-8')).toThrow();
  });

  it('of Windows have a drive behind the first slash (never run on a real one)', () => {
    expect(contractPath('C:\\Users\\王', 'win32')).toBe('/C:/Users/王');
    expect(contractPath('\\\\server\\share\\a', 'win32')).toBe('//server/share/a');
    expect(nativePath(bytes('/C:/Users/王'), 'win32')).toBe('C:\\Users\\王');
    expect(nativePath(bytes('/C:'), 'win32')).toBe('C:\\');
    expect(contractPath('a\\b', 'linux')).toBe('a\\b');
    expect(windowsName('a:b?.txt. ')).toBe('a_b_.txt__');
    expect(windowsName('con.txt')).toBe('_con.txt');
  });
});

describe('names beside a file', () => {
  it('say whose they are, and fit where the name itself is as long as may be', () => {
    expect(partNameOf(bytes('a.txt')).toString()).toBe('.a.txt.fieldbench-part');
    const long = partNameOf(Buffer.alloc(255, 'a'));
    expect(long.length).toBeLessThan(251);
    expect(long.toString()).toMatch(/^\.[0-9a-f]{32}\.fieldbench-part$/);
  });

  it('are numbered before their ending', () => {
    expect(numberedName(bytes('a.tar.gz'), 2).toString()).toBe('a.tar (2).gz');
    expect(numberedName(bytes('.profile'), 3).toString()).toBe('.profile (3)');
  });
});
