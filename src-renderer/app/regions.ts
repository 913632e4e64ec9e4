/**
 * Panes between which F6 moves, in focus order. A `dock-part` lies inside the dock: the rows of a
 * query, the evidence of a case. An editor keeps Tab, so this is the way from it to them.
 */
const regions = ['banner', 'top', 'activities', 'side', 'dock', 'dock-part', 'inspector', 'status'];

const focusable =
  'button:not([disabled]):not([tabindex="-1"]), [href], input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex="0"]';
const viewer = '[role="grid"][tabindex="0"], [role="list"][tabindex="0"]';

/** The region after (or before) one, among those on the screen; it wraps around. */
export function nextRegion<Region>(
  present: readonly Region[],
  current: Region | null,
  step: 1 | -1,
): Region | undefined {
  const at = current === null ? -1 : present.indexOf(current);
  if (at < 0) return step === 1 ? present[0] : present.at(-1);
  return present[(at + step + present.length) % present.length];
}

function isVisible(element: Element): boolean {
  return (
    element.getClientRects().length > 0 && element.checkVisibility({ visibilityProperty: true })
  );
}

function regionsOnScreen(): HTMLElement[] {
  const order = ({ dataset }: HTMLElement): number => regions.indexOf(dataset['region'] ?? '');
  return [...document.querySelectorAll<HTMLElement>('[data-region]')]
    .filter(isVisible)
    .toSorted((a, b) => order(a) - order(b));
}

/** Moves the focus to the next or previous region; each gives back its last focused element. */
export function focusRegion(step: 1 | -1, last: WeakMap<Element, Element>): void {
  const current = document.activeElement?.closest<HTMLElement>('[data-region]') ?? null;
  const target = nextRegion(regionsOnScreen(), current, step);
  if (!target) return;
  const before = last.get(target);
  const first = (selector: string): Element | undefined =>
    [...target.querySelectorAll(selector)].find(isVisible);
  const wanted =
    before && target.contains(before) && isVisible(before)
      ? before
      : ((target.dataset['region'] === 'dock-part' ? first(viewer) : undefined) ??
        first(focusable));
  if (wanted instanceof HTMLElement) wanted.focus();
  else target.focus();
}
