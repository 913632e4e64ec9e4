import { useMemo, type Ref, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAlertOctagonFilled, IconAlertTriangleFilled, IconDelta, IconMinus, IconPlus, IconScissors } from '@tabler/icons-react'; // prettier-ignore
import { EvidencePin } from '../marks/EvidencePin';
import type { CellIcon } from './grid-cell';
import type { RowParts } from './grid-rows';

const formatCount = new Intl.NumberFormat('en-US');

/** Signs of cells: by their tone, and of those of which only the beginning is kept. */
const icons = {
  error: IconAlertOctagonFilled,
  warn: IconAlertTriangleFilled,
  removed: IconMinus,
  added: IconPlus,
  changed: IconDelta,
  clipped: IconScissors,
} satisfies Record<CellIcon, unknown>;

/** Stands where each row's own label comes. */
const blankLabel = 'E0';

/** Pictures of rows that are drawn outside React: drawn once, out of sight, to be cloned. */
export function GridParts({ ref }: { ref: Ref<HTMLDivElement> }) {
  return (
    <div ref={ref} hidden>
      {Object.entries(icons).map(([name, Icon]) => (
        <Icon key={name} data-part={name} aria-hidden="true" />
      ))}
      <div data-part="pin">
        <EvidencePin label={blankLabel} />
      </div>
    </div>
  );
}

/** Words in the language in force and clones of {@link GridParts}. */
export function useRowParts(templates: RefObject<HTMLElement | null>): RowParts {
  const { t } = useTranslation('ui');
  return useMemo(() => {
    const part = (selector: string): Element | undefined => {
      const found = templates.current?.querySelector(selector)?.cloneNode(true);
      return found instanceof Element ? found : undefined;
    };
    return {
      nullText: t('grid.null'),
      more: (count) => t('log.more', { total: formatCount.format(count) }),
      icon: (name) => part(`[data-part="${name}"]`) ?? '',
      pin: (label) => {
        const pin = part('[data-part="pin"] > *');
        pin?.setAttribute('title', t('evidence.pin', { label }));
        if (pin?.lastChild) pin.lastChild.textContent = label;
        return pin ?? label;
      },
    };
  }, [t, templates]);
}
