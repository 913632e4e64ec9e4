/**
 * A ref for a field that was just asked for, e.g. by a rename button: the keyboard goes there.
 * Stable, so that it acts once and not with every render.
 */
export function focusWhenShown(element: HTMLElement | null): void {
  element?.focus();
}
