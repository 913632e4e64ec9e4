import { useState } from 'react';
import type { Endpoint, System } from '../../../src-main/contract/index';
import { EmptyState, EnvironmentTag, SelectList, Toolbar, type StateAction } from '../../ui/index';
import styles from './EndpointHome.module.css';

/** One endpoint as a home list shows it. */
export interface HomeItem {
  endpoint: Endpoint;
  system: System;
  /** Where it points: a path, a database. */
  target: string;
  /** Whose it is, and through what it is reached. */
  place: string;
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
          itemTitle={({ target }) => target}
          rowHeight="tall"
          selectedId={selected ?? items[0]?.endpoint.id}
          onSelect={setSelected}
          onActivate={onOpen}
          activateOnClick
          renderItem={({ endpoint, system, target, place }) => (
            <span className={styles['row']}>
              <strong className="fb-ellipsis">{endpoint.name}</strong>
              <span className="fb-mono fb-muted fb-ellipsis">{target}</span>
              <span className="fb-muted fb-ellipsis">{place}</span>
              <EnvironmentTag environment={system.environment} />
            </span>
          )}
        />
      </div>
    </div>
  );
}
