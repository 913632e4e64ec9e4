import { useTranslation } from 'react-i18next';
import { IconDots } from '@tabler/icons-react';
import type { SavedQuery, Threshold } from '../../../../src-main/contract/index';
import {
  Button,
  IconButton,
  KeyValueList,
  Menu,
  NoteBlock,
  plainDisplay,
  Section,
  Tag,
} from '../../../ui/index';
import { useHostQuery } from '../../workbench/index';
import { useQueryMenu } from '../side/use-query-menu';
import { useWords } from '../words';
import styles from '../queries.module.css';

/** A saved query: what it is for, when a row is bad, what to do then, and what it rests on. */
export function SavedQuerySection({
  id,
  edited,
  noRows,
}: {
  id: string;
  /** The console holds another statement: what is said of the query's own does not hold for it. */
  edited: boolean;
  noRows: boolean;
}) {
  const { t } = useTranslation(['queries', 'query-library', 'query-runs']);
  const words = useWords();
  const menuOf = useQueryMenu();
  const { data: query } = useHostQuery(['queries', 'saved', id], (host) =>
    host.queries.saved({ id }),
  );
  if (!query) return null;
  const description = words(query.description);
  const items = menuOf([query]);
  // What is done with it most: an own one is edited, a shipped one copied first.
  const wanted = query.origin === 'own' ? 'edit' : 'copy';
  const main = items.find((item) => !('separator' in item) && item.id === wanted);
  const empty = words(query.empty);
  const next = words(query.next);
  return (
    <>
      <Section title={words(query.title)}>
        {description !== '' && <p className={styles['words']}>{description}</p>}
        <div className={styles['tags']}>
          {edited && (
            <Tag tone="warn" outline>
              {t('query-runs:edited.tag')}
            </Tag>
          )}
          {query.signed && !edited && (
            <Tag
              tone={query.signed === 'signed' ? 'ok' : 'warn'}
              title={t(`signed.${query.signed}Hint`)}
            >
              {t(`signed.${query.signed}`)}
            </Tag>
          )}
          {query.unproven && (
            <Tag tone="warn" outline title={t('unproven.checkHint')}>
              {t('unproven.tag')}
            </Tag>
          )}
          {query.tags.map((tag) => (
            <Tag key={tag} outline>
              <bdi>{plainDisplay(tag)}</bdi>
            </Tag>
          ))}
        </div>
        <div className={styles['tags']}>
          {main && !('separator' in main) && (
            <Button icon={main.icon} onClick={main.onSelect}>
              {main.label}
            </Button>
          )}
          <Menu
            label={t('query-library:menu.title')}
            trigger={
              <IconButton
                label={t('query-library:menu.title')}
                icon={<IconDots aria-hidden="true" />}
              />
            }
            items={items}
          />
        </div>
        {edited && (
          <p className={styles['words']}>
            {t('query-runs:edited.hint', { name: words(query.title) })}
          </p>
        )}
        {noRows && !edited && empty !== '' && (
          <NoteBlock tone="info" title={t('inspector.noRows')}>
            {empty}
          </NoteBlock>
        )}
        {noRows && !edited && query.requires.rights.length > 0 && (
          <NoteBlock tone="warn" title={t('inspector.unseen')}>
            {t('inspector.unseenHint', { rights: query.requires.rights.join(', ') })}
          </NoteBlock>
        )}
      </Section>
      {query.thresholds.length > 0 && !edited && (
        <Section title={t('inspector.thresholds')}>
          <ul className={styles['thresholds']}>
            {query.thresholds.map((threshold, index) => (
              <ThresholdLine key={index} threshold={threshold} />
            ))}
          </ul>
        </Section>
      )}
      {next !== '' && (
        <Section title={t('inspector.next')}>
          <p className={styles['words']}>{next}</p>
        </Section>
      )}
      <QueryGrounds query={query} />
    </>
  );
}

function ThresholdLine({ threshold: { column, is, value, level } }: { threshold: Threshold }) {
  const { t } = useTranslation('queries');
  return (
    <li>
      <Tag tone={level === 'critical' ? 'error' : 'warn'}>{t(`severity.${level}`)}</Tag>
      <bdi className="fb-mono">{plainDisplay(`${column} ${is} ${String(value)}`)}</bdi>
    </li>
  );
}

/** What a shipped query rests on, and what the server must give for it. */
function QueryGrounds({ query }: { query: SavedQuery }) {
  const { t } = useTranslation('queries');
  const { source, confidence, requires, key } = query;
  const items = [
    ...(source === ''
      ? []
      : [{ key: 'source', label: t('inspector.source'), value: plainDisplay(source) }]),
    ...(confidence === null
      ? []
      : [
          {
            key: 'confidence',
            label: t('inspector.confidence'),
            value: t(`confidence.${confidence}`),
          },
        ]),
    ...[
      { name: 'extensions', words: requires.extensions },
      { name: 'rights', words: requires.rights },
      { name: 'key', words: key },
    ].flatMap((fact) =>
      fact.words.length === 0
        ? []
        : [
            {
              key: fact.name,
              label: t(`inspector.${fact.name}`),
              value: plainDisplay(fact.words.join(', ')),
              mono: true,
            },
          ],
    ),
  ];
  if (items.length === 0) return null;
  return (
    <Section title={t('inspector.grounds')}>
      <KeyValueList items={items} />
    </Section>
  );
}
