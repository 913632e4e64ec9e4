/** Reading the locale files and the keys the renderer uses, for locales.test.ts. */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Texts of one language: `namespace:nested.key` → text. */
export type Texts = ReadonlyMap<string, string>;

type Nested = { [key: string]: string | Nested };

function flatten(nested: Nested, prefix: string, into: Map<string, string>): void {
  for (const [key, value] of Object.entries(nested)) {
    if (typeof value === 'string') into.set(prefix + key, value);
    else flatten(value, `${prefix}${key}.`, into);
  }
}

/** Flattens one namespace. */
export function textsOf(namespace: string, content: string): Map<string, string> {
  const texts = new Map<string, string>();
  flatten(JSON.parse(content) as Nested, `${namespace}:`, texts);
  return texts;
}

/** All texts in a folder of `<namespace>.json` files. */
export function readTexts(folder: string): Texts {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return new Map(
    files.flatMap((file) => [
      ...textsOf(basename(file, '.json'), readFileSync(join(folder, file), 'utf8')),
    ]),
  );
}

const pluralSuffix = /_(zero|one|two|few|many|other)$/;

/** A key without the plural suffix i18next adds. */
const withoutPlural = (key: string) => key.replace(pluralSuffix, '');

/** Placeholders of a text, sorted, each once. `{{count, number}}` counts as `count`. */
export function placeholders(text: string): string[] {
  const names = [...text.matchAll(/\{\{-?\s*([\w.]+)[^}]*\}\}/g)].map((match) => match[1] ?? '');
  return [...new Set(names)].sort();
}

/**
 * Faults between two languages, as sentences: missing keys, differing placeholders, empty
 * texts, and plural forms the language lacks (Intl.PluralRules says which it has).
 */
export function compareTexts(languages: Readonly<Record<string, Texts>>): string[] {
  const faults: string[] = [];
  const all = new Set(
    Object.values(languages).flatMap((texts) => [...texts.keys()].map(withoutPlural)),
  );
  for (const [language, texts] of Object.entries(languages)) {
    for (const [key, text] of texts)
      if (text.trim() === '') faults.push(`${language} ${key}: empty`);
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const key of all) {
      const forms = categories.filter((category) => texts.has(`${key}_${category}`));
      if (forms.length === 0 && !texts.has(key)) faults.push(`${language} ${key}: missing`);
      if (forms.length > 0) {
        for (const category of categories.filter((one) => !forms.includes(one))) {
          faults.push(`${language} ${key}_${category}: missing plural form`);
        }
      }
    }
  }
  for (const key of all) {
    const used = Object.values(languages).map((texts) =>
      placeholders(texts.get(`${key}_other`) ?? texts.get(key) ?? ''),
    );
    const present = Object.values(languages).filter(
      (texts) => texts.has(key) || texts.has(`${key}_other`),
    );
    if (present.length === used.length && new Set(used.map(String)).size > 1) {
      faults.push(`${key}: placeholders differ (${used.join(' | ')})`);
    }
  }
  return faults.sort();
}

/** Faults in a source file: keys in `t('…')` that no text has. */
export function findMissingKeys(source: string, texts: Texts): string[] {
  const keys = new Set([...texts.keys()].map(withoutPlural));
  const all = [...keys];
  const own = [...source.matchAll(/useTranslation\(\s*(\[[^\]]*\]|'[^']*')/g)]
    .flatMap((match) => [...(match[1] ?? '').matchAll(/'([^']+)'/g)])
    .map((match) => match[1] ?? '');
  /** Where a key without namespace may be: anywhere when `t` was handed in from elsewhere. */
  const namespaces = own.length > 0 ? own : [...new Set(all.map((key) => key.split(':')[0] ?? ''))];
  const candidates = (key: string) =>
    key.includes(':') ? [key] : namespaces.map((namespace) => `${namespace}:${key}`);
  const missing: string[] = [];
  for (const [, key = ''] of source.matchAll(/\bt\(\s*'([^']+)'/g)) {
    if (!candidates(key).some((candidate) => keys.has(candidate))) missing.push(key);
  }
  // Of a key put together at run time the fixed beginning is known.
  for (const [, start = ''] of source.matchAll(/\bt\(\s*`([^`$]*)/g)) {
    const found = candidates(start).some((candidate) =>
      all.some((key) => key.startsWith(candidate)),
    );
    if (!found) missing.push(`${start}…`);
  }
  return missing;
}

/** Faults in all source files below `folder`, as `file: key`. */
export function findMissingKeysIn(folder: string, texts: Texts): string[] {
  return globSync('**/*.{ts,tsx}', { cwd: folder })
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .sort()
    .flatMap((file) =>
      findMissingKeys(readFileSync(join(folder, file), 'utf8'), texts).map(
        (key) => `${file}: ${key}`,
      ),
    );
}
