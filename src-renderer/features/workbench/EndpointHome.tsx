import { useState, type ReactNode } from 'react';
import type { Endpoint, System } from '../../../src-main/contract/index';
import {
  EmptyState,
  EnvironmentTag,
  SelectList,
  Toolbar,
  TwoLines,
  type StateAction,
} from '../../ui/index';
import styles from './EndpointHome.module.css';

/** One endpoint as a home list shows it. */
export interface HomeItem {
  endpoint: Endpoint;
  system: System;
  /** Where it points: a path, a database. */
  target: string;
  /** Whose it is, and through what it is reached. */
  place: string;
  /** What runs there, e.g. the product of a database. */
  kind?: ReactNode;
}

/** The page of an activity while none of its own pages is open: everything it could open. */
export function EndpointHome({
  title,
  hint,
  items,
  onOpen,
  empty,
}: {
  title: string;
  hint: string;
  items: readonly HomeItem[];
  onOpen: (endpointId: string) => void;
  empty: { sentence: string; detail: string; action: StateAction; secondary?: StateAction };
}) {
  const [selected, setSelected] = useState<string>();
  if (items.length === 0) return <EmptyState {...empty} />;
  return (
    <div className="fb-page">
      <Toolbar label={title}>
        <span className="fb-muted">{hint}</span>
      </Toolbar>
      <div className="fb-scroll" data-page-focus>
        <SelectList
          label={title}
          items={items}
          itemId={({ endpoint }) => endpoint.id}
          itemTitle={({ endpoint, target, place }) => [endpoint.name, target, place].join(' · ')}
          rowHeight="tall"
          selectedId={selected ?? items[0]?.endpoint.id}
          onSelect={setSelected}
          onActivate={onOpen}
          activateOnClick
          renderItem={({ endpoint, system, target, place, kind }) => (
            <span className={styles['row']}>
              <span className={styles['lines']}>
                <TwoLines
                  first={<strong>{endpoint.name}</strong>}
                  second={<span className="fb-mono">{target}</span>}
                />
              </span>
              {kind === undefined ? (
                <span className="fb-muted fb-ellipsis">{place}</span>
              ) : (
                <span className={styles['lines']}>
                  <TwoLines first={place} second={kind} />
                </span>
              )}
              <EnvironmentTag environment={system.environment} />
            </span>
          )}
        />
      </div>
    </div>
  );
}
