import { createContext, useContext, useLayoutEffect, useMemo, type ReactNode } from 'react';
import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.layer.css';
import './tokens.css';
import './base.css';
import { LiveRegionProvider } from '../overlay/LiveRegion';
import { ToastProvider } from '../overlay/toast';
import { mantineScheme, mantineTheme, mantineVariables, type ThemeName } from './theme';

export interface UiState {
  theme: ThemeName;
  /** Scale of type and layout, 1 = 100 %. Row heights in JavaScript must be multiplied by it. */
  zoom: number;
}

const UiContext = createContext<UiState>({ theme: 'dark', zoom: 1 });

/** The look and the zoom factor in force. */
export function useUi(): UiState {
  return useContext(UiContext);
}

/**
 * Wraps the whole program: loads every global style once, keeps `<html data-theme>` and Mantine's
 * colour scheme in step, applies the zoom factor, and carries live regions and toasts.
 */
export function UiProvider({
  theme,
  zoom = 1,
  children,
}: {
  theme: ThemeName;
  zoom?: number;
  children: ReactNode;
}) {
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.dataset.theme = theme;
    root.style.setProperty('--zoom', String(zoom));
  }, [theme, zoom]);
  const state = useMemo(() => ({ theme, zoom }), [theme, zoom]);
  return (
    <UiContext value={state}>
      <MantineProvider
        theme={mantineTheme}
        cssVariablesResolver={mantineVariables}
        forceColorScheme={mantineScheme(theme)}
      >
        <LiveRegionProvider>
          <ToastProvider>{children}</ToastProvider>
        </LiveRegionProvider>
      </MantineProvider>
    </UiContext>
  );
}
