const mostCharacters = 1000;

/** The text that is marked inside one line of a log, or null. */
export function markedText(): string | null {
  const marked = document.getSelection();
  if (!marked || marked.isCollapsed || marked.rangeCount === 0) return null;
  const { commonAncestorContainer } = marked.getRangeAt(0);
  const element =
    commonAncestorContainer instanceof Element
      ? commonAncestorContainer
      : commonAncestorContainer.parentElement;
  if (!element?.closest('[data-text]')) return null;
  const text = marked.toString().trim();
  return text === '' || text.length > mostCharacters ? null : text;
}
