import { useMemo, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { renderMarkdown } from './markdown';
import type { MarkdownViewProps } from './MarkdownView';
import styles from './Markdown.module.css';

/** The preview itself; see MarkdownView.tsx for the lazy wrapper that features use. */
export default function MarkdownBody({ source, onLink, onEvidence }: MarkdownViewProps) {
  const { t } = useTranslation('ui');
  const html = useMemo(
    () => renderMarkdown(source, { done: t('markdown.done'), open: t('markdown.open') }),
    [source, t],
  );
  const onClick = (event: MouseEvent) => {
    if (!(event.target instanceof Element)) return;
    const evidence = event.target.closest<HTMLElement>('[data-evidence]');
    const link = event.target.closest('a');
    if (evidence) onEvidence?.(evidence.dataset['evidence'] ?? '');
    if (link) {
      // Nothing in a note may navigate; the host decides what opening a link means.
      event.preventDefault();
      onLink?.(link.getAttribute('href') ?? '');
    }
  };
  return (
    <div
      className={styles['prose']}
      onClick={onClick}
      onAuxClick={onClick}
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
