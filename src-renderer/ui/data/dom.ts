/** For what is drawn outside React: as little as possible is written into elements. */

export function make(
  tag: string,
  attributes: Record<string, string | undefined> = {},
): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) element.setAttribute(name, value);
  return element;
}

const classes = new WeakMap<HTMLElement, string>();

/** For elements that nobody else gives classes: reading them costs as much as writing. */
export function setClass(element: HTMLElement, className = ''): void {
  if (classes.get(element) === className) return;
  classes.set(element, className);
  element.className = className;
}

export function setStyle(
  element: HTMLElement,
  name: 'height' | 'transform' | 'margin-bottom',
  value: string,
): void {
  if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
}

/** Makes a text all that stands in an element, in the node that is there already. */
export function write(element: HTMLElement, text: string): HTMLElement {
  const only = element.firstChild;
  if (!(only instanceof Text)) element.textContent = text;
  else if (only.data !== text) only.data = text;
  return element;
}

/** Gives an element these children. Those that stay are not moved, which would draw them anew. */
export function place(parent: Element, children: readonly Node[]): void {
  if (holds(parent, children)) return;
  const staying = new Set(children);
  for (const child of Array.from(parent.childNodes)) if (!staying.has(child)) child.remove();
  let next = parent.firstChild;
  for (const child of children) {
    if (child === next) next = next.nextSibling;
    else parent.insertBefore(child, next);
  }
}

function holds(parent: Element, children: readonly Node[]): boolean {
  let next = parent.firstChild;
  for (const child of children) {
    if (child !== next) return false;
    next = next.nextSibling;
  }
  return next === null;
}
