const focusable =
  '[tabindex="0"], textarea, input:not([type="hidden"]):not([disabled]), select, button:not([disabled]), a[href]';

/** How long the page is waited for: its code, its editor and its first lines come later. */
const patienceMs = 3000;
const stepMs = 60;
/** So long a closing dialog may still give the focus back to where it was. */
const settleMs = 400;

function mainOf(page: Element): HTMLElement | null {
  const main = page.querySelector('[data-page-focus]');
  return main?.matches(focusable)
    ? (main as HTMLElement)
    : (main?.querySelector<HTMLElement>(focusable) ?? null);
}

/**
 * Moves the focus into a page: to what it marks with `data-page-focus` (an element, or the first
 * focusable one inside), as soon as that is drawn, and to the page itself until then. Any key or
 * press of the user ends the waiting, and so does a focus that goes elsewhere in the page.
 */
export function focusPage(findPage: () => HTMLElement | null): void {
  const began = performance.now();
  const waiting = new AbortController();
  const stop = (): void => waiting.abort();
  for (const type of ['keydown', 'pointerdown']) {
    window.addEventListener(type, stop, { capture: true, signal: waiting.signal });
  }
  let moving = false;
  const move = (element: HTMLElement, options?: FocusOptions): void => {
    moving = true;
    element.focus(options);
    moving = false;
  };
  const onFocus = ({ target }: FocusEvent): void => {
    const page = findPage();
    if (moving || !page || target === page || !(target instanceof Node)) return;
    if (page.contains(target) && !mainOf(page)?.contains(target)) stop();
  };
  window.addEventListener('focusin', onFocus, { capture: true, signal: waiting.signal });
  const tryOnce = (): void => {
    if (waiting.signal.aborted) return;
    const page = findPage();
    const elapsed = performance.now() - began;
    const { activeElement } = document;
    const dialog = document.querySelector('dialog[open], [role="dialog"]') !== null;
    if (page && !dialog) {
      const main = mainOf(page);
      // What is in sight stays where it is.
      if (main) move(main, { preventScroll: true });
      else if (!page.contains(activeElement)) move(page);
      if (elapsed > settleMs && main?.contains(document.activeElement)) stop();
    }
    if (elapsed > patienceMs) stop();
    else setTimeout(tryOnce, stepMs);
  };
  tryOnce();
}
