import { useEffect, type ReactNode } from 'react';
import { defaultSettings, type Settings } from '../../src-main/contract/settings';
import { UiProvider, type ThemeName } from '../ui';
import { settingsKey, useHost, useHostQuery, useVaultStatus } from '../features/workbench/index';
import { languageOf, switchLanguage } from './i18n';
import { useLook } from './look-store';
import { useMedia } from './media';

const darkQuery = '(prefers-color-scheme: dark)';
const contrastQuery = '(prefers-contrast: more)';

/** The theme in force; `system` follows the machine, high contrast included. */
function themeOf(preference: string, dark: boolean, contrast: boolean): ThemeName {
  if (preference === 'dark' || preference === 'light' || preference === 'contrast')
    return preference;
  if (contrast) return 'contrast';
  return dark ? 'dark' : 'light';
}

/** Dresses everything below it in the chosen theme, zoom and language. */
export function LookProvider({ children }: { children: ReactNode }) {
  const { theme, zoom, language } = useLook();
  const dark = useMedia(darkQuery);
  const contrast = useMedia(contrastQuery);
  useEffect(() => {
    void switchLanguage(languageOf(language, navigator.languages));
  }, [language]);
  return (
    <UiProvider theme={themeOf(theme, dark, contrast)} zoom={zoom / 100}>
      {children}
    </UiProvider>
  );
}

/** Follows the settings of the open profile; a language chosen on the lock screen is stored there. */
export function LookFromSettings(): null {
  const host = useHost();
  const unlocked = useVaultStatus()?.state === 'unlocked';
  const { data } = useHostQuery(settingsKey, (client) => client.settings.all(), {
    enabled: unlocked,
  });
  const { apply, stored, chosenLanguage } = useLook();
  // Nothing is applied before the settings are there: defaults would flash.
  const { language, theme, zoom } = { ...defaultSettings(), ...(data as Partial<Settings>) };
  const known = unlocked && data !== undefined;
  useEffect(() => {
    if (!known) return;
    if (chosenLanguage !== null && chosenLanguage !== language) {
      host.settings
        .set({ key: 'language', value: chosenLanguage })
        .catch(() => undefined)
        .finally(stored);
      return;
    }
    if (chosenLanguage !== null) stored();
    apply({ language, theme, zoom });
  }, [known, language, theme, zoom, chosenLanguage, apply, stored, host]);
  return null;
}
