import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { describeHostKey } from './host-key';
import { checkKnownHost, knownHosts } from './known-hosts';

/** A public key blob of a type; its content is not looked at. */
function blob(type: string, content: string): Buffer {
  const parts = [type, content].map((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return Buffer.concat([length, Buffer.from(part)]);
  });
  return Buffer.concat(parts);
}

const ed = blob('ssh-ed25519', 'one');
const rsa = blob('ssh-rsa', 'two');
const line = (names: string, key: Buffer): string =>
  `${names} ${describeHostKey(key).type} ${key.toString('base64')} comment`;

function hashed(name: string): string {
  const salt = Buffer.from('0123456789abcdef0123');
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}

it.each([
  ['a plain name', 'erp.example', 22, line('erp.example', ed)],
  ['a name in capitals', 'ERP.example', 22, line('erp.example', ed)],
  ['one name of several', 'erp.example', 22, line('other,erp.example', ed)],
  ['a name with a port', 'erp.example', 2222, line('[erp.example]:2222', ed)],
  ['a wildcard', 'erp.example', 22, line('*.example', ed)],
  ['a hashed name', 'erp.example', 22, line(hashed('erp.example'), ed)],
  ['a hashed name with a port', 'erp.example', 2222, line(hashed('[erp.example]:2222'), ed)],
])('a key is known under %s', (_what, host, port, text) => {
  const entries = knownHosts(`# comment\n\n${text}\n`, host, port);
  expect(() => checkKnownHost(entries, host, port, describeHostKey(ed))).not.toThrow();
});

it.each([
  ['another port', line('[erp.example]:2222', ed)],
  ['a negated name', line('*.example,!erp.example', ed)],
  ['a certificate authority', `@cert-authority ${line('erp.example', ed)}`],
  ['another hashed name', line(hashed('other.example'), ed)],
])('a key is unknown under %s', (_what, text) => {
  const entries = knownHosts(text, 'erp.example', 22);
  expect(() => checkKnownHost(entries, 'erp.example', 22, describeHostKey(ed))).toThrow(
    expect.objectContaining({
      code: 'ssh.host-key-unknown',
      params: {
        host: 'erp.example',
        port: 22,
        type: 'ssh-ed25519',
        fingerprint: describeHostKey(ed).fingerprint,
      },
    }),
  );
});

it.each([
  ['another key of the type stands there', line('erp.example', blob('ssh-ed25519', 'old'))],
  ['only a key of another type stands there', line('erp.example', rsa)],
  ['it is revoked', `@revoked ${line('erp.example', ed)}`],
])('a key counts as changed when %s', (_what, text) => {
  const entries = knownHosts(text, 'erp.example', 22);
  expect(() => checkKnownHost(entries, 'erp.example', 22, describeHostKey(ed))).toThrow(
    expect.objectContaining({ code: 'ssh.host-key-changed' }),
  );
});
