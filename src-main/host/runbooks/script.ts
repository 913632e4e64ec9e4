import { encode as encodeWith, decode as decodeWith } from 'iconv-lite';
import { AppError } from '../../contract/errors';
import type { RunbookStep } from '../../contract/runbooks';
import type { SshEndpoint } from '../../contract/systems';
import type { BoundParameter } from './parameters';

/** A script with its parameters in front of it, as an interpreter is given it. */
export interface PreparedScript {
  kind: Exclude<RunbookStep['kind'], 'query'>;
  /** What is sent; may hold secrets. */
  text: string;
  /** The same for people and for the transcript: secrets are `***`. */
  shown: string;
  /** Command words that take the script from their input (`bash`, `/bin/ksh`); for `shell` only. */
  shell: string;
}

/** What stands in the place of a secret. */
const mask = '***';

/**
 * Puts parameters in front of a script as variables whose values are literals of its language,
 * so that no character of a value is ever read as code.
 */
export function prepareScript(
  kind: PreparedScript['kind'],
  script: string,
  parameters: readonly BoundParameter[],
): PreparedScript {
  const assign = (hidden: boolean): string =>
    parameters
      .map((parameter) =>
        assignment(
          kind,
          hidden && parameter.type === 'secret' && parameter.value !== null
            ? { ...parameter, value: mask }
            : parameter,
        ),
      )
      .join('');
  return {
    kind,
    text: assign(false) + script,
    shown: assign(true) + script,
    shell: kind === 'shell' ? (shellOf(script) ?? 'sh') : '',
  };
}

/** Shells that take a script with the grammar of POSIX, by the last part of their path. */
const posixShells = /^(?:sh|bash|dash|ash|ksh|ksh93|mksh|zsh)$/;

/**
 * The shell that a script's first line chooses: `#!/bin/bash`, `#!/usr/bin/env bash`.
 *
 * @returns null for a line that names no shell of the POSIX kind; `sh` without such a line
 */
export function shellOf(script: string): string | null {
  const [first = ''] = script.split('\n');
  if (!first.startsWith('#!')) return 'sh';
  const words = first.slice(2).trim().split(/\s+/);
  const path = words[0]?.endsWith('/env') ? words[1] : words[0];
  if (path === undefined || !/^[\w./-]+$/.test(path)) return null;
  return posixShells.test(path.split('/').at(-1) ?? '') ? path : null;
}

function assignment(
  kind: PreparedScript['kind'],
  { name, type, value }: Pick<BoundParameter, 'name' | 'type' | 'value'>,
): string {
  switch (kind) {
    case 'shell':
      return `${name}=${shellLiteral(value ?? '')}\n`;
    case 'python': {
      const plain = value !== null && (type === 'number' || type === 'boolean');
      const literal = value === null ? 'None' : plain ? pythonPlain(value) : pythonLiteral(value);
      return `${name} = ${literal}\n`;
    }
    case 'powershell': {
      const plain = value !== null && (type === 'number' || type === 'boolean');
      const literal =
        value === null ? '$null' : plain ? powershellPlain(value) : powershellLiteral(value);
      return `$${name} = ${literal}\n`;
    }
  }
}

/** A word of a POSIX shell: between single quotes only the quote itself has a meaning (XCU 2.2.2). */
export function shellLiteral(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * A text of Python 2 and 3 in ASCII alone, so that neither the encoding of the source nor a
 * quote in it can matter.
 */
function pythonLiteral(text: string): string {
  const body = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x20 && code < 0x7f && character !== "'" && character !== '\\') return character;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `u'${body.join('')}'`;
}

function pythonPlain(value: string): string {
  if (value === 'true') return 'True';
  return value === 'false' ? 'False' : numberLiteral(value);
}

/**
 * A single-quoted text of PowerShell. It takes four typographic quotes for single ones, too
 * (about_Quoting_Rules; `CodeGeneration.EscapeSingleQuotedStringContent` doubles these five).
 */
export function powershellLiteral(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}

function powershellPlain(value: string): string {
  return value === 'true' || value === 'false' ? `$${value}` : numberLiteral(value);
}

/** A number as every language reads it: `007` would be octal or a fault for some, `5.` for others. */
function numberLiteral(value: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = ''] =
    /^([+-]?)(\d*)\.?(\d*)((?:[eE][+-]?\d+)?)$/.exec(value) ?? [];
  const start = whole.replace(/^0+(?=\d)/, '') || '0';
  return `${sign === '-' ? '-' : ''}${start}${fraction === '' ? '' : `.${fraction}`}${exponent}`;
}

/**
 * The bytes of a text in a host's encoding.
 *
 * @throws AppError `runbooks.not-encodable` {encoding} rather than sending another text
 */
export function encodeText(text: string, encoding: SshEndpoint['encoding']): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text);
  const bytes = encodeWith(text, encoding);
  if (decodeWith(bytes, encoding) !== text)
    throw new AppError('runbooks.not-encodable', { encoding });
  return bytes;
}
