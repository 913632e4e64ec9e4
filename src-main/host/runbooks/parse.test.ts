import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRunbook } from './parse';

const packs = join(import.meta.dirname, '..', '..', '..', 'resources', 'packs');

/** Faults as `line: first words`. */
function faultsOf(text: string): string[] {
  return readRunbook(text).faults.map(
    ({ line, severity, message }) => `${line} ${severity}: ${message.en}`,
  );
}

const head = `id: test.one
version: 1
platform: os-linux
title: { zh: 一, en: One }
description: { zh: 一, en: One }
`;
const step = `  - name: { zh: 步, en: Step }
    kind: shell
    script: |
      `;

describe('the text of a runbook', () => {
  it('is read with its defaults', () => {
    const { document, faults } = readRunbook(`\uFEFF${head}steps:\n${step}date\n`);
    expect(faults).toEqual([]);
    expect(document).toMatchObject({
      id: 'test.one',
      unproven: false,
      steps: [{ script: 'date\n', class: 'read-only', timeoutSeconds: 60, expectedExit: [0] }],
    });
  });

  it('is told every fault with its line', () => {
    expect(
      faultsOf(`id: Bad Id
version: 1
platform: solaris
titel: { zh: 一, en: One }
description: { zh: 一 }
parameters:
  - name: x
    type: text
    label: { zh: 一, en: One }
    default: { a: 1 }
steps:
  - name: { zh: 步, en: Step }
    kind: shell
    script: 12
    timeoutSeconds: 0
`),
    ).toEqual([
      expect.stringMatching(/^1 error: id is not written/),
      expect.stringMatching(/^1 error: title is missing/),
      expect.stringMatching(/^3 error: platform must be one of: .*os-linux/),
      expect.stringMatching(/^4 error: titel is not known\. Here may stand: id, version/),
      expect.stringMatching(/^5 error: description\.en is missing/),
      expect.stringMatching(/^10 error: The value of parameters\.1\.default is not right/),
      expect.stringMatching(/^14 error: steps\.1\.script must be a text/),
      expect.stringMatching(/^15 error: steps\.1\.timeoutSeconds is too small.*1/),
    ]);
  });

  it.each([
    ['', 1, 'empty'],
    ['a: [1', 1, 'not correct YAML'],
    ['id: a\nid: b', 2, 'not correct YAML'],
    ['id: a\n\tb: c', 2, 'not correct YAML'],
    ['- a', 1, 'must be a list of'],
    [
      `a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c, *c]`,
      1,
      'aliases',
    ],
    ['x'.repeat(1_000_001), 1, 'longer than'],
  ])('that is none is refused: %.20s', (text, line, words) => {
    const { document, faults } = readRunbook(text);
    expect([document, faults[0]?.line]).toEqual([null, line]);
    expect(faults[0]?.message.en).toContain(words);
  });

  it('is refused where its parts do not go together', () => {
    const parameters = `parameters:
  - { name: a, type: choice, label: { zh: 甲, en: A } }
  - { name: a, type: text, label: { zh: 甲, en: A }, pattern: '(' }
  - { name: import, type: number, label: { zh: 乙, en: B }, default: 9, minimum: 10 }
  - { name: s, type: secret, label: { zh: 丙, en: C }, default: x }
  - { name: t, type: text, label: { zh: 丁, en: D }, default: 007 }
`;
    const steps = `steps:
  - { name: { zh: 步, en: S }, kind: python, script: 'print(a, s, t)' }
  - { name: { zh: 步, en: S }, kind: query, script: locks, class: changes-state, sudo: true }
`;
    expect(faultsOf(head + parameters + steps)).toEqual([
      expect.stringMatching(/^7 error: Parameter a .* needs choices/),
      expect.stringMatching(/^8 error: Parameter a is there twice/),
      expect.stringMatching(/^8 error: pattern is not a correct regular expression/),
      expect.stringMatching(/^9 error: The default of parameter import/),
      expect.stringMatching(/^9 error: .*cannot be called import.*Python/),
      expect.stringMatching(/^10 error: .*secret and has no default/),
      expect.stringMatching(/^11 error: The default of parameter t /),
      expect.stringMatching(/^14 error: A query step cannot have sudo/),
      expect.stringMatching(/^14 error: A query step only reads/),
    ]);
  });

  it('is refused where a shell step asks for what is no shell', () => {
    const text = `${head}steps:\n${step}#!/usr/bin/perl -w\n      print 1\n`;
    expect(faultsOf(text)).toEqual([
      expect.stringMatching(/^10 error: The first line “#!.usr.bin.perl -w”/),
    ]);
  });

  it('that says it only reads is searched for words that change something, line by line', () => {
    const text = `${head}steps:\n${step}date\n      # rm -rf is a comment
      df -P > /dev/null 2>&1
      awk '$5 > 80' /proc/mounts && [ 2 -gt 1 ]
      sudo rm -rf /tmp/x
      echo x > /tmp/y
      systemctl status sshd; systemctl restart sshd
      psql -c "DELETE FROM orders"
`;
    const { document, doubtful } = readRunbook(text);
    expect(document).not.toBeNull();
    expect([...doubtful]).toEqual([0]);
    expect(faultsOf(text).map((fault) => fault.replace(/ looks like.*/, ''))).toEqual([
      '14 warning: This step says it only reads, but “rm”',
      '15 warning: This step says it only reads, but “>”',
      '16 warning: This step says it only reads, but “systemctl restart”',
      '17 warning: This step says it only reads, but “DELETE FROM”',
    ]);
  });
});

describe('the shipped runbooks', () => {
  const files = globSync('*/runbooks/*.yaml', { cwd: packs });

  it.each(files)('%s has no fault', (file) => {
    const { document, faults } = readRunbook(readFileSync(join(packs, file), 'utf8'));
    expect(faults).toEqual([]);
    expect(document?.platform).toBe(file.split('/')[0]);
  });

  it('have ids of their own', () => {
    const ids = files.map(
      (file) => readRunbook(readFileSync(join(packs, file), 'utf8')).document?.id,
    );
    expect(new Set(ids).size).toBe(files.length);
  });
});
