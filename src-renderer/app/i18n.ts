import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

// Both languages are in the bundle: switching is live and works with no network.
const files = import.meta.glob<Record<string, unknown>>('../../resources/locales/*/*.json', {
  eager: true,
  import: 'default',
});

/** Resources by language and namespace; a namespace is a file's name. */
function resources(): Record<string, Record<string, Record<string, unknown>>> {
  const found: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const [path, content] of Object.entries(files)) {
    const [language, file] = path.split('/').slice(-2);
    if (!language || !file) continue;
    (found[language] ??= {})[file.replace('.json', '')] = content;
  }
  return found;
}

/** The language a machine asks for: Chinese of any kind is answered in Chinese. */
export function languageOf(preference: string, systemLanguages: readonly string[]): Language {
  if (preference === 'zh-CN' || preference === 'en') return preference;
  const first = systemLanguages[0] ?? 'en';
  return first.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** Starts i18next; React escapes by itself, so texts are not escaped twice. */
export async function startI18n(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: resources() as never,
    defaultNS: 'app',
    interpolation: { escapeValue: false },
    returnNull: false,
    showSupportNotice: false,
  } as Parameters<typeof i18next.init>[0]);
  document.documentElement.lang = language;
}

/** Switches every word on the screen. */
export async function switchLanguage(language: Language): Promise<void> {
  if (i18next.language !== language) await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
