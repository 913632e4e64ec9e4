import DOMPurify from 'dompurify';
import { markdownToHtml, type MarkdownWords } from './markdown-html';

const allowedTags =
  'a b blockquote br button code del em h1 h2 h3 h4 h5 h6 hr i input li ol p pre s strong table ' +
  'tbody td th thead tr ul';
const allowedAttributes = 'aria-label checked class data-evidence disabled href start title type';

/**
 * Hostile Markdown as safe HTML. The renderer shows raw HTML as text already; its output goes
 * through DOMPurify once more, so that a fault of the renderer is not a hole.
 */
export function renderMarkdown(source: string, words: MarkdownWords): string {
  return DOMPurify.sanitize(markdownToHtml(source, words), {
    ALLOWED_TAGS: allowedTags.split(' '),
    ALLOWED_ATTR: allowedAttributes.split(' '),
    ALLOW_DATA_ATTR: false,
  });
}
