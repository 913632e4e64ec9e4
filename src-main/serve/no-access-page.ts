import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const textsSchema = z.object({ noAccess: z.object({ title: z.string(), text: z.string() }) });

/**
 * What a person sees without the cookie, e.g. after a restart of the browser: in both
 * languages, because no setting can be read before the vault is open.
 */
export function noAccessPage(resources: string): string {
  const sections = ['zh-CN', 'en'].map((language) => {
    const path = join(resources, 'locales', language, 'serve.json');
    const { noAccess } = textsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return `<section lang="${language}"><h1>${escape(noAccess.title)}</h1><p>${escape(noAccess.text)}</p></section>`;
  });
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>FieldBench</title>
<style>:root{color-scheme:light dark}body{font:15px/1.6 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1.5rem}h1{font-size:1.1rem}</style>
</head>
<body>${sections.join('')}</body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
