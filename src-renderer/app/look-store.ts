import { create } from 'zustand';

/** Appearance as chosen; `system` follows the machine. */
export interface Look {
  language: string;
  theme: string;
  /** Percent. */
  zoom: number;
}

const storageKey = 'fieldbench.look';
const initial: Look = { language: 'system', theme: 'system', zoom: 100 };

/**
 * The look of the last run, so that the lock screen already wears it: settings are encrypted
 * and not yet readable there. Nothing else is ever kept outside the vault.
 */
function remembered(): Look {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return initial;
    const { language, theme, zoom } = stored as Partial<Look>;
    return {
      language: typeof language === 'string' ? language : initial.language,
      theme: typeof theme === 'string' ? theme : initial.theme,
      zoom: typeof zoom === 'number' && zoom >= 75 && zoom <= 200 ? zoom : initial.zoom,
    };
  } catch {
    return initial;
  }
}

interface LookState extends Look {
  /** Language chosen on the lock screen, to be stored once the vault is open. */
  chosenLanguage: string | null;
  apply: (look: Look) => void;
  chooseLanguage: (language: string) => void;
  stored: () => void;
}

export const useLook = create<LookState>((set, get) => ({
  ...remembered(),
  chosenLanguage: null,
  apply: (look) => {
    set(look);
    keep(look);
  },
  chooseLanguage: (language) => {
    set({ language, chosenLanguage: language });
    const { theme, zoom } = get();
    keep({ language, theme, zoom });
  },
  stored: () => set({ chosenLanguage: null }),
}));

function keep(look: Look): void {
  try {
    localStorage.setItem(
      storageKey,
      JSON.stringify({ language: look.language, theme: look.theme, zoom: look.zoom }),
    );
  } catch {
    // Storage may be denied; then the lock screen follows the machine.
  }
}
