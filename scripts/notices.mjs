// Writes THIRD-PARTY-NOTICES.md: the licence of every package that ships, that is what
// stays outside the bundles (`dependencies`) and what src-main and src-renderer import,
// with everything these need. Build and test tools do not ship and are left out, except for what
// they put into what they build.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './node.mjs';

const manifest = read(root);
/** The desktop runtime ships beside us with its own notices. */
const separate = new Set(['electron']);

/** Compilers of which a runtime ships within what they compile: the kernel of logs. */
const compiledIn = ['assemblyscript'];

const shipped = new Map();
for (const name of [...Object.keys(manifest.dependencies), ...importedPackages()]) add(name, root);
for (const name of compiledIn) note(locate(name, root), name);

/** What binaries hold without saying so in their package. */
const withinBinaries =
  'The program ripgrep within @vscode/ripgrep is Copyright (c) 2015 Andrew Gallant; the Rust crate regex within ripgrep and rregex is Copyright (c) 2014 The Rust Project Developers. Both are used under the MIT License, whose text stands below at @vscode/ripgrep.';

const entries = [...shipped.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
const text = entries.map(({ name, version, license, notice }) => {
  const body = notice ? `\n\n\`\`\`text\n${notice.trim().replaceAll('```', "'''")}\n\`\`\`` : '';
  return `## ${name} ${version}\n\n${license}${body}\n`;
});
writeFileSync(
  join(root, 'THIRD-PARTY-NOTICES.md'),
  `# Third-party notices\n\nFieldBench ships the following packages. Made by \`npm run notices\`.\n\nThe fonts Inter and JetBrains Mono are under the SIL Open Font License 1.1: see src-renderer/public/fonts/OFL.txt.\n\n${withinBinaries}\n\n${text.join('\n')}`,
);
console.log(`${entries.length} packages`);

function importedPackages() {
  const declared = new Set(Object.keys(manifest.devDependencies));
  const found = new Set();
  for (const file of sourceFiles()) {
    for (const [, specifier] of readFileSync(join(root, file), 'utf8').matchAll(
      /(?:from|import)\s*\(?\s*'([^'.][^']*)'/g,
    )) {
      const name = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
      if (declared.has(name) && !separate.has(name)) found.add(name);
    }
  }
  return found;
}

function sourceFiles() {
  return ['src-main', 'src-renderer'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((file) => /\.tsx?$/.test(file) && !/\.(test|soak)\./.test(file))
      .map((file) => join(folder, file)),
  );
}

function add(name, from) {
  const folder = locate(name, from);
  if (!folder || shipped.has(folder)) return;
  const { dependencies = {} } = note(folder, name);
  for (const dependency of Object.keys(dependencies)) add(dependency, folder);
}

function note(folder, name) {
  const { version, license, dependencies } = read(folder);
  shipped.set(folder, {
    name,
    version,
    license: typeof license === 'string' ? license : 'see text',
    notice: noticeOf(folder),
  });
  return { dependencies };
}

/** Node's own lookup: the nearest node_modules upwards. Optional packages of other systems may be absent. */
function locate(name, from) {
  const paths = createRequire(join(from, 'package.json')).resolve.paths(name) ?? [];
  return paths
    .map((path) => join(path, name))
    .find((path) => existsSync(join(path, 'package.json')));
}

function noticeOf(folder) {
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.|-|$)/i.test(entry));
  return file ? readFileSync(join(folder, file), 'utf8') : null;
}

function read(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
