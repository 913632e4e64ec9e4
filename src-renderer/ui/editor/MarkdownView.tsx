import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Busy } from '../marks/Progress';

export interface MarkdownViewProps {
  /** Hostile text. */
  source: string;
  /** A link was used; its scheme is http, https or mailto. Nothing navigates by itself. */
  onLink?: (href: string) => void;
  /** A pin such as `[[E7]]` was used. */
  onEvidence?: (label: string) => void;
}

const MarkdownBody = lazy(() => import('./MarkdownBody'));

/** Markdown as safe, readable text. Its code is fetched when the first one is shown. */
export function MarkdownView(props: MarkdownViewProps) {
  const { t } = useTranslation('ui');
  return (
    <Suspense fallback={<Busy text={t('markdown.loading')} />}>
      <MarkdownBody {...props} />
    </Suspense>
  );
}
