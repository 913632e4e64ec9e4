/**
 * Writes `resources/packs/reviewed.json` anew: to be run by whoever has read the shipped
 * statements that changed. Prints what is new, changed or gone; a test fails until it has run.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from './node.mjs';

const packs = join(root, 'resources', 'packs');
const list = join(packs, 'reviewed.json');
const before = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')).statements : {};
const statements = {};

for (const platform of readdirSync(packs).sort()) {
  const folder = join(packs, platform, 'queries');
  if (!existsSync(folder)) continue;
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()) {
    const document = parse(readFileSync(join(folder, file), 'utf8'));
    for (const statement of document.statements) {
      const text = readFileSync(join(folder, statement.file), 'utf8');
      const dialect = statement.dialect ?? [document.dialect].flat()[0];
      statements[`${platform}/${statement.file} ${dialect}`] = {
        dialect,
        sha256: createHash('sha256').update(text.replaceAll('\r\n', '\n').trim()).digest('hex'),
      };
    }
  }
}
for (const name of new Set([...Object.keys(before), ...Object.keys(statements)])) {
  if (!before[name]) console.log(`new      ${name}`);
  else if (!statements[name]) console.log(`gone     ${name}`);
  else if (before[name].sha256 !== statements[name].sha256) console.log(`changed  ${name}`);
}
writeFileSync(list, `${JSON.stringify({ statements }, null, 2)}\n`);
console.log(`${Object.keys(statements).length} statements reviewed`);
