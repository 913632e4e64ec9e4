/** Panes between which F6 moves, in focus order. */
export const regions = [
  'banner',
  'top',
  'activities',
  'side',
  'dock',
  'inspector',
  'status',
] as const;
export type Region = (typeof regions)[number];

const focusable =
  'button:not([disabled]):not([tabindex="-1"]), [href], input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex="0"]';

/** The region after (or before) one, among those on the screen; it wraps around. */
export function nextRegion(
  present: readonly string[],
  current: string | null,
  step: 1 | -1,
): string | undefined {
  const at = current === null ? -1 : present.indexOf(current);
  if (at < 0) return step === 1 ? present[0] : present.at(-1);
  return present[(at + step + present.length) % present.length];
}

function isVisible(element: Element): boolean {
  return element.getClientRects().length > 0;
}

/** Moves the focus to the next or previous region; each gives back its last focused element. */
export function focusRegion(step: 1 | -1, last: Map<string, Element>): void {
  const present = regions.filter((region) => {
    const element = document.querySelector(`[data-region="${region}"]`);
    return element !== null && isVisible(element);
  });
  const current = document.activeElement?.closest('[data-region]')?.getAttribute('data-region');
  const target = nextRegion(present, current ?? null, step);
  const element = target && document.querySelector(`[data-region="${target}"]`);
  if (!element) return;
  const before = last.get(target);
  const wanted =
    before && element.contains(before) && isVisible(before)
      ? before
      : [...element.querySelectorAll(focusable)].find(isVisible);
  if (wanted instanceof HTMLElement) wanted.focus();
  else if (element instanceof HTMLElement) element.focus();
}
