import { useTranslation } from 'react-i18next';
import { IconPin, IconPinned, IconX } from '@tabler/icons-react';
import type { ResultState } from '../../../src-main/contract/index';
import { formatCount, IconButton, TabStrip } from '../../ui/index';
import { useHostMutation } from '../workbench/index';

/** The results of a console. A pinned one stays when its console runs the next statement. */
export function ResultTabs({
  tabs,
  front,
  results,
  panelId,
  onFront,
  onClose,
}: {
  tabs: readonly string[];
  front: string;
  /** Those that are known; a discarded one is not among them. */
  results: readonly ResultState[];
  /** `id` of the element that shows the result in front. */
  panelId: string;
  onFront: (id: string) => void;
  onClose: (id: string) => void;
}) {
  const { t } = useTranslation('queries');
  const stateOf = (id: string) => results.find((result) => result.id === id);
  const pinned = stateOf(front)?.pinned ?? false;
  const pin = useHostMutation((host, next: boolean) =>
    host.queries.pinResult({ id: front, pinned: next }),
  );
  return (
    <TabStrip
      label={t('tabs.title')}
      activeId={front}
      onChange={onFront}
      panelId={panelId}
      tabs={tabs.map((id, index) => {
        const state = stateOf(id);
        return {
          id,
          label: t('tabs.result', { number: index + 1 }),
          ...(state ? { count: formatCount(state.rows) } : {}),
          ...(state?.pinned
            ? { icon: <IconPinned size={14} aria-label={t('tabs.pinned')} /> }
            : {}),
        };
      })}
      actions={
        <>
          <IconButton
            label={t(pinned ? 'tabs.unpin' : 'tabs.pin')}
            icon={pinned ? <IconPinned /> : <IconPin />}
            size="sm"
            pressed={pinned}
            onClick={() => pin.mutate(!pinned)}
          />
          <IconButton
            label={t('tabs.close')}
            icon={<IconX />}
            size="sm"
            onClick={() => onClose(front)}
          />
        </>
      }
    />
  );
}
