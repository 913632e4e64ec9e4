import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { utils, type ParsedKey } from 'ssh2';
import { AppError } from '../../contract/errors';

/**
 * Loads a private key (RSA, ECDSA, ed25519) from a file in OpenSSH's, PEM's or PuTTY's
 * format. A leading `~/` means the home folder.
 *
 * @param passphrase null when none is known
 * @throws AppError `ssh.key-unreadable`, `ssh.key-passphrase-needed`, `ssh.key-passphrase-wrong` {path}
 */
export function loadPrivateKey(path: string, passphrase: string | null): ParsedKey {
  let text: string;
  try {
    text = readFileSync(expandHome(path), 'utf8');
  } catch (error) {
    throw new AppError('ssh.key-unreadable', { path }, { cause: error });
  }
  return parsePrivateKey(text, path, passphrase);
}

/** A path with a leading `~/` resolved to the home folder. */
export function expandHome(path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
}

/** As {@link loadPrivateKey}, from the text of the file; `path` only names it in errors. */
export function parsePrivateKey(text: string, path: string, passphrase: string | null): ParsedKey {
  if (passphrase === null && isEncrypted(text))
    throw new AppError('ssh.key-passphrase-needed', { path });
  // ssh2 measures a passphrase in characters, so one that is not ASCII must be given as bytes.
  const secret = passphrase === null ? undefined : Buffer.from(passphrase);
  const parsed = /-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text)
    ? fromPkcs8(text, secret)
    : utils.parseKey(text, secret);
  const key: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (isParsedKey(key) && key.isPrivateKey()) return key;
  const cause = key instanceof Error ? key : undefined;
  throw isEncrypted(text)
    ? new AppError('ssh.key-passphrase-wrong', { path }, { cause })
    : new AppError('ssh.key-unreadable', { path }, { cause });
}

/** Whether a key file is encrypted, told from its outside alone. */
function isEncrypted(text: string): boolean {
  if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: *4,ENCRYPTED/.test(text)) return true;
  const putty = /^Encryption: *(\S+)/m.exec(text);
  if (putty) return putty[1] !== 'none';
  const openssh = /BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(text)?.[1];
  if (openssh === undefined) return false;
  // PROTOCOL.key of OpenSSH: "openssh-key-v1\0", then the name of the cipher as a string.
  const bytes = Buffer.from(openssh, 'base64');
  const start = 'openssh-key-v1\0'.length;
  if (bytes.length < start + 4) return false;
  return bytes.toString('latin1', start + 4, start + 4 + bytes.readUInt32BE(start)) !== 'none';
}

/** ssh2 does not read PKCS#8 (what `openssl genpkey` writes); Node does, and says it differently. */
function fromPkcs8(text: string, passphrase: Buffer | undefined): ParsedKey | Error {
  try {
    const key = createPrivateKey({ key: text, format: 'pem', passphrase });
    switch (key.asymmetricKeyType) {
      case 'rsa':
        return utils.parseKey(key.export({ type: 'pkcs1', format: 'pem' }));
      case 'ec':
        return utils.parseKey(key.export({ type: 'sec1', format: 'pem' }));
      case 'ed25519':
        return utils.parseKey(opensshEd25519(key.export({ format: 'jwk' })));
      default:
        return new Error(`unsupported key type ${key.asymmetricKeyType}`);
    }
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** An ed25519 key in OpenSSH's unencrypted format (PROTOCOL.key of OpenSSH). */
function opensshEd25519(jwk: { x?: string; d?: string }): string {
  const string = (content: string | Buffer): Buffer => {
    const bytes = Buffer.from(content);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const open = Buffer.from(jwk.x ?? '', 'base64url');
  const secret = Buffer.from(jwk.d ?? '', 'base64url');
  const type = string('ssh-ed25519');
  const checks = Buffer.alloc(8);
  const pair = string(Buffer.concat([secret, open]));
  const content = Buffer.concat([checks, type, string(open), pair, string('')]);
  const padding = Buffer.from(
    Array.from({ length: (8 - (content.length % 8)) % 8 }, (_, index) => index + 1),
  );
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    string('none'),
    string('none'),
    string(''),
    Buffer.from([0, 0, 0, 1]),
    string(Buffer.concat([type, string(open)])),
    string(Buffer.concat([content, padding])),
  ]);
  const lines = whole.toString('base64').replace(/.{70}/g, '$&\n');
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----`;
}

function isParsedKey(value: unknown): value is ParsedKey {
  return typeof value === 'object' && value !== null && 'isPrivateKey' in value;
}
