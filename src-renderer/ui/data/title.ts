import type { LogLine } from './log-line';
import { plainDisplay } from './hostile-text';
import { lineOf } from './use-line-selection';

const longestTitle = 2000;

/**
 * Gives an element whose text is cut a tooltip when the pointer comes, instead of one for every
 * element drawn. `selector` finds the element around the pointer.
 */
export function titleOfCutText(event: { target: EventTarget }, selector: string): void {
  if (!(event.target instanceof Element)) return;
  const element = event.target.closest<HTMLElement>(selector);
  if (!element) return;
  if (element.scrollWidth > element.clientWidth)
    element.title = element.textContent.slice(0, longestTitle);
  else element.removeAttribute('title');
}

/** The same for a line whose lead is drawn shortened: it is told whole. */
export function titleOfLine(
  event: { target: EventTarget },
  getLine: (line: number) => LogLine | undefined,
): void {
  titleOfCutText(event, '[data-text]');
  const text =
    event.target instanceof Element ? event.target.closest<HTMLElement>('[data-lead]') : null;
  const line = lineOf(text);
  const whole = line === undefined ? undefined : getLine(line)?.text;
  if (text && whole !== undefined) text.title = plainDisplay(whole.slice(0, longestTitle));
}

/** The same for the time of a line in a list: its date and zone. */
export function titleOfTime(
  { target }: { target: EventTarget },
  titleOf: (line: number) => string | undefined,
): void {
  const time = target instanceof Element ? target.closest('time') : null;
  const line = time ? lineOf(time) : undefined;
  if (time && line !== undefined) time.title = titleOf(line) ?? '';
}
