import { useMemo, useSyncExternalStore } from 'react';
import { useUi } from '../../../ui/index';
import type { ChartLook } from './chart-option';

/** Violet means the case, red and amber a threshold: series take the others. */
const seriesColours = ['--accent', '--src-b', '--src-c', '--fg-2', '--env-dev', '--src-a', '--fatal', '--info']; // prettier-ignore
const baseSize = 12;

/** The look in force, as a canvas needs it. */
export function useChartLook(): ChartLook {
  const { zoom } = useUi();
  const theme = useSyncExternalStore(onTheme, themeOfPage);
  return useMemo(() => {
    // The variables stand for another look with each theme.
    void theme;
    return lookNow(zoom);
  }, [theme, zoom]);
}

/** The page has its theme only after it was drawn: what is read while drawing is of the one before. */
function onTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

const themeOfPage = (): string | undefined => document.documentElement.dataset['theme'];

function lookNow(zoom: number): ChartLook {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: value('--fg'),
    quiet: value('--fg-2'),
    line: value('--line-strong'),
    background: value('--bg'),
    popup: value('--bg-pop'),
    warning: value('--warn'),
    critical: value('--error'),
    series: seriesColours.map(value),
    font: value('--font-ui'),
    size: baseSize * zoom,
  };
}
