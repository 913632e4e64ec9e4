/** A class that its module does not have is drawn as nothing, and nobody says so. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../scripts/node.mjs';

it('every class that the page names stands in its module of styles', () => {
  const missing = globSync('src-renderer/**/*.{ts,tsx}', { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const path = /import styles from '(.*\.module\.css)'/.exec(text)?.[1];
    if (path === undefined) return [];
    const css = readFileSync(join(root, dirname(file), path), 'utf8');
    return [...text.matchAll(/styles\['(\w+)'\]/g)]
      .map(([, name = '']) => name)
      .filter((name) => !new RegExp(`\\.${name}\\b`).test(css))
      .map((name) => `${file}: ${name}`);
  });
  expect(missing).toEqual([]);
});
