/** An element of a document that a server wrote; what it does not need is left out. */
export interface Element {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: Element[];
}

const markup =
  /<!--[^]*?-->|<\?[^]*?\?>|<!\[CDATA\[[^]*?\]\]>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;
const attribute = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const named: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/**
 * Reads elements and attributes of an XML document; text between elements is left out, for a plan
 * has none. No document type is read, so that no entity can grow.
 *
 * @throws SyntaxError when elements do not close
 */
export function readXml(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [] };
  const open: Element[] = [root];
  for (const [, closes, name = '', written = '', empty] of text.matchAll(markup)) {
    if (name === '') continue;
    if (closes === '/') {
      if (open.pop()?.name !== name || open.length === 0) throw new SyntaxError(`</${name}>`);
      continue;
    }
    const attributes: Record<string, string> = {};
    for (const [, key = '', double, single] of written.matchAll(attribute))
      attributes[key] = decoded(double ?? single ?? '');
    const element: Element = { name, attributes, children: [] };
    open.at(-1)?.children.push(element);
    if (empty !== '/') open.push(element);
  }
  const [first] = root.children;
  if (open.length > 1 || !first) throw new SyntaxError(`<${open.at(-1)?.name ?? ''}>`);
  return first;
}

function decoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return named[name as string] ?? whole;
    const code = Number.parseInt((hex ?? decimal) as string, hex === undefined ? 10 : 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

/** All elements of a name below one, those inside `except` left out. */
export function within(element: Element, name: string, except = ''): Element[] {
  const found: Element[] = [];
  const waiting = element.children.toReversed();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.name === name) found.push(next);
    if (next.name === except) continue;
    waiting.push(...next.children.toReversed());
  }
  return found;
}
