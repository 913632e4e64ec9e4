import { describe, expect, it } from 'vitest';
import { createLog, redact, registerSecret } from './log';

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  let lines = '';
  write(createLog((line) => (lines += line)));
  return lines;
}

describe('the log', () => {
  it('is a line a message, with level and fields', () => {
    const line = logged((log) => log.info('opened', { folder: '/x', count: 2 }));
    expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z info opened \{"folder":"\/x","count":2\}\n$/);
  });

  it('never shows a registered value, in message, field, error or stack, however it is escaped', () => {
    const secret = 'p"a\\s\ns-wörd';
    registerSecret(secret);
    const text = logged((log) => {
      log.warn(`it is ${secret}`, { detail: secret, nested: { value: [secret] } });
      log.error('failed', new Error(`with ${secret}`));
      log.error('failed', { reason: secret });
    });
    expect(text).not.toMatch(/s-wörd/);
    expect(text.match(/\*\*\*/g)?.length).toBeGreaterThanOrEqual(5);
  });

  it('shows no rest of a value that contains another one', () => {
    registerSecret('kernel');
    registerSecret('kernel-of-the-second');
    expect(redact('tried kernel-of-the-second, then kernel')).toBe('tried ***, then ***');
  });

  it('hides fields by their name, passwords in addresses and private keys', () => {
    const text = logged((log) => {
      log.info('x', { password: 'aaa', apiToken: 'bbb', privateKey: 'ccc', recoveryKey: 'ddd' });
      log.info('postgresql://erp:eee@db/erp and redis://:fff@cache');
      log.info('-----BEGIN OPENSSH PRIVATE KEY-----\nggg\n-----END OPENSSH PRIVATE KEY----- after');
      log.info('-----BEGIN RSA PRIVATE KEY-----\nhhh');
    });
    for (const letters of ['aaa', 'bbb', 'ccc', 'ddd', 'eee', 'fff', 'ggg', 'hhh'])
      expect(text).not.toContain(letters);
    expect(text).toContain('postgresql://erp:***@db/erp');
    expect(text).toContain('after');
  });

  it('leaves ordinary text alone, also when a short value was registered', () => {
    registerSecret('in');
    registerSecret('');
    expect(redact('login in progress http://host/path?a=b')).toBe(
      'login in progress http://host/path?a=b',
    );
  });

  it('leaves information out where it is told to be quiet', () => {
    const lines: string[] = [];
    const log = createLog((line) => lines.push(line), { quiet: true });
    log.info('remote command', { command: 'uname' });
    log.warn('disk nearly full');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('disk nearly full');
  });
});
