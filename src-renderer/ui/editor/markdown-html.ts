import MarkdownIt from 'markdown-it';

// Whatever a link says, a click only ever calls back; these schemes are the ones worth offering.
const linkSchemes = /^(?:https?|mailto):/i;

const renderer = new MarkdownIt({ html: false, linkify: true, breaks: true });
// Images would fetch from the network and tell a stranger that the note was read.
renderer.disable('image');
renderer.validateLink = (href: string) => linkSchemes.test(href.trim());

/** `[[E7]]` becomes a pin; the label is letters and digits only. */
renderer.inline.ruler.before('link', 'evidence', (state, silent) => {
  const match = /^\[\[([A-Za-z]{1,3}\d{1,6})\]\]/.exec(state.src.slice(state.pos, state.pos + 16));
  if (!match) return false;
  if (!silent) {
    const token = state.push('evidence', 'button', 0);
    token.content = match[1] ?? '';
  }
  state.pos += match[0].length;
  return true;
});
renderer.renderer.rules['evidence'] = (tokens, index) => {
  const label = renderer.utils.escapeHtml(tokens[index]?.content ?? '');
  return `<button type="button" class="fb-evidence" data-evidence="${label}">${label}</button>`;
};

/** `- [ ]` and `- [x]` at the start of a list item become boxes that show and cannot be clicked. */
renderer.core.ruler.after('inline', 'tasks', (state) => {
  state.tokens.forEach((token, index) => {
    const opener = state.tokens[index - 2];
    const first = token.children?.[0];
    if (token.type !== 'inline' || opener?.type !== 'list_item_open' || first?.type !== 'text') {
      return;
    }
    const match = /^\[([ xX])\](?:\s+|$)/.exec(first.content);
    if (!match) return;
    first.content = first.content.slice(match[0].length);
    opener.attrJoin('class', 'fb-task');
    const box = new state.Token('task', 'input', 0);
    box.meta = { done: match[1] !== ' ' };
    token.children?.unshift(box);
  });
});

export interface MarkdownWords {
  /** Spoken name of a ticked box. */
  done: string;
  /** Spoken name of an empty box. */
  open: string;
}

/** Markdown as HTML, not yet sanitised; raw HTML in the source shows as text. */
export function markdownToHtml(source: string, words: MarkdownWords): string {
  renderer.renderer.rules['task'] = (tokens, index) => {
    const done = Boolean((tokens[index]?.meta as { done?: boolean } | null)?.done);
    const label = renderer.utils.escapeHtml(done ? words.done : words.open);
    return `<input type="checkbox" disabled aria-label="${label}"${done ? ' checked' : ''}> `;
  };
  return renderer.render(source);
}
