import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { program } from '../kit/program';

const textsSchema = z.object({
  quit: z.object({
    message_one: z.string().optional(),
    message_other: z.string(),
    detail: z.string(),
    stay: z.string(),
    close: z.string(),
  }),
});
export type ShellTexts = z.infer<typeof textsSchema>;

/** The shell's few texts, in the language the person chose, or the system's. */
export function shellTexts(language: 'system' | 'zh-CN' | 'en'): ShellTexts {
  const system = app.getLocale().startsWith('zh') ? 'zh-CN' : 'en';
  const chosen = language === 'system' ? system : language;
  const path = join(program().resources, 'locales', chosen, 'shell.json');
  return textsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}
