import { describe, expect, it } from 'vitest';
import { childPath, lastPart, parentPath, pathText } from './paths';

/** `/srv/月` in GBK. */
const gbk = `bytes:${btoa('/srv/\xd4\xc2')}`;

describe('paths of files', () => {
  it('are shown so that nothing acts, also those whose bytes are no text', () => {
    expect(pathText('/srv/月结.txt')).toBe('/srv/月结.txt');
    expect(pathText('/srv/a\nb')).toBe('/srv/a↵b');
    expect(pathText(gbk)).toBe('/srv/月');
    expect(pathText(`bytes:${btoa('/srv/\xff')}`)).toBe('/srv/\\xff');
    expect(lastPart('/srv/logs/')).toBe('logs');
    expect(lastPart('/')).toBe('/');
  });

  it('lead up, and become text where the bytes left are', () => {
    expect(parentPath('/srv/logs/a.log')).toBe('/srv/logs');
    expect(parentPath('/srv')).toBe('/');
    expect(parentPath('/')).toBe('/');
    expect(parentPath(gbk)).toBe('/srv');
  });

  it('lead down and keep their bytes', () => {
    expect(childPath('/', 'a/b')).toBe('/a/b');
    expect(childPath('/srv', '月')).toBe('/srv/月');
    expect(childPath(gbk, 'a')).toBe(`bytes:${btoa('/srv/\xd4\xc2/a')}`);
  });
});
