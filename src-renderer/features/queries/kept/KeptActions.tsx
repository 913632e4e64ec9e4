import { useTranslation } from 'react-i18next';
import { IconArrowsDiff, IconPencil, IconPin, IconPinnedOff, IconTable, IconTrash } from '@tabler/icons-react'; // prettier-ignore
import type { ResultState } from '../../../../src-main/contract/index';
import { Button, IconButton } from '../../../ui/index';
import { useWorkbench } from '../../workbench/index';
import { compareResults } from '../compare/open-comparison';
import { isRunning } from '../use-run';

/** What can be done with the results that are meant: one, or all that are chosen. */
export function KeptActions({
  meant,
  onOpen,
  onPin,
  onRename,
  onDiscard,
}: {
  meant: readonly ResultState[];
  onOpen: (result: ResultState) => void;
  /** Pins all of them, or unpins them where all are pinned. */
  onPin: () => void;
  onRename: (result: ResultState) => void;
  onDiscard: () => void;
}) {
  const { t } = useTranslation('compare');
  const workbench = useWorkbench();
  const [first, second] = meant;
  const none = first ? undefined : t('kept.noneChosen');
  const comparable = meant.length === 2 && !meant.some(({ state }) => isRunning(state));
  const pinned = first !== undefined && meant.every((result) => result.pinned);
  return (
    <>
      <Button
        icon={<IconTable aria-hidden="true" />}
        disabledReason={none}
        onClick={() => meant.forEach(onOpen)}
      >
        {t('kept.open')}
      </Button>
      <Button
        icon={<IconArrowsDiff aria-hidden="true" />}
        disabledReason={comparable ? undefined : t('kept.compareHint')}
        onClick={() => {
          if (first && second) compareResults(workbench, first, second);
        }}
      >
        {t('kept.compare')}
      </Button>
      <IconButton
        label={t(pinned ? 'kept.unpin' : 'kept.pin')}
        kbd="P"
        icon={pinned ? <IconPinnedOff /> : <IconPin />}
        disabledReason={none}
        onClick={onPin}
      />
      <IconButton
        label={t('kept.rename')}
        kbd="F2"
        icon={<IconPencil />}
        disabledReason={none ?? (meant.length > 1 ? t('kept.oneToRename') : undefined)}
        onClick={() => first && onRename(first)}
      />
      <IconButton
        label={t('kept.discard')}
        kbd="Delete"
        icon={<IconTrash />}
        disabledReason={none}
        onClick={onDiscard}
      />
    </>
  );
}
