import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { BoundParameter } from './parameters';
import { posixStep, windowsStep } from './remote-command';
import { encodeText, powershellLiteral, prepareScript, shellOf } from './script';

const bound = (type: BoundParameter['type'], value: string | null): BoundParameter[] => [
  { name: 'x', type, value, shown: value ?? '' },
];

describe('a value in PowerShell', () => {
  it.each([
    ["it's", "'it''s'"],
    // These four are single quotes for PowerShell, too.
    ['‘a’ ‚b‛', "'‘‘a’’ ‚‚b‛‛'"],
    ['$(calc) `n "x" $env:PATH', `'$(calc) \`n "x" $env:PATH'`],
    ["'; Remove-Item C:\\ -Recurse; '", "'''; Remove-Item C:\\ -Recurse; '''"],
    ['a\r\nb', "'a\r\nb'"],
  ])('stands between single quotes: %s', (value, literal) => {
    expect(powershellLiteral(value)).toBe(literal);
  });
});

describe('a value of its own type', () => {
  it.each([
    ['number', '007', 'x = 7\n', '$x = 7\n'],
    ['number', '-.5', 'x = -0.5\n', '$x = -0.5\n'],
    ['number', '+1.e3', 'x = 1e3\n', '$x = 1e3\n'],
    ['boolean', 'true', 'x = True\n', '$x = $true\n'],
    ['text', null, 'x = None\n', '$x = $null\n'],
    ['text', "a'\n中😀", "x = u'a\\u0027\\u000a\\u4e2d\\U0001f600'\n", "$x = 'a''\n中😀'\n"],
  ] as const)('%s %s', (type, value, python, powershell) => {
    expect(prepareScript('python', '', bound(type, value)).text).toBe(python);
    expect(prepareScript('powershell', '', bound(type, value)).text).toBe(powershell);
  });
});

describe('the first line of a shell script', () => {
  it.each([
    ['date', 'sh'],
    ['#!/bin/bash -e\ndate', '/bin/bash'],
    ['#! /usr/bin/env ksh', 'ksh'],
    ['#!/usr/bin/python3', null],
    ['#!/bin/sh;reboot', null],
    ['#!', null],
  ])('%j chooses %s', (script, shell) => {
    expect(shellOf(script)).toBe(shell);
  });
});

describe('what is sent to a host', () => {
  it('does nothing at all when it arrives cut short', () => {
    const script = prepareScript('shell', 'echo done', []);
    const { payload } = posixStep(script, 'utf-8', false);
    for (let length = 1; length < payload.length - 2; length += 7) {
      const cut = payload.subarray(0, length).toString();
      expect(spawnSync('sh', ['-c', cut], { encoding: 'utf8' }).stdout).toBe('');
    }
  });

  it('is refused rather than changed where the host’s encoding has no such character', () => {
    expect(encodeText('中', 'gb18030')).toEqual(Buffer.from([0xd6, 0xd0]));
    expect(() => encodeText('😀', 'big5')).toThrow(
      expect.objectContaining({ code: 'runbooks.not-encodable' }) as Error,
    );
  });

  it('fits the command line of cmd.exe, however long the script is', () => {
    const script = prepareScript('powershell', '# '.padEnd(100_000, 'x'), bound('text', '值'));
    const { command, payload } = windowsStep(script);
    expect(command.length).toBeLessThan(8191);
    expect(command).toMatch(/^powershell\.exe .* -EncodedCommand [A-Za-z0-9+/=]+$/);
    expect(Buffer.from(payload.toString(), 'base64').toString()).toBe(script.text);
  });
});
