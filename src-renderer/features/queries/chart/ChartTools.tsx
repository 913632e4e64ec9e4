import { useTranslation } from 'react-i18next';
import { IconDownload, IconPin, IconTable, IconX } from '@tabler/icons-react';
import type { Column } from '../../../../src-main/contract/index';
import { Button, Checkbox, Menu, plainDisplay, Popover, Segmented, Select, Toolbar } from '../../../ui/index'; // prettier-ignore
import { chartKinds, isDrawable, mostSeries, toggledSeries, type ChartChoice } from './chart-model';
import { pictureFormats, type PictureFormat } from './chart-picture';
import styles from './chart.module.css';

const ofRows = 'rows';

/** What is drawn, how, and where it goes. */
export function ChartTools({
  columns,
  choice,
  asTable,
  drawn,
  onChoice,
  onTable,
  onSave,
  onEvidence,
  onClose,
}: {
  columns: readonly Column[];
  choice: ChartChoice;
  asTable: boolean;
  /** There is a picture. */
  drawn: boolean;
  onChoice: (choice: ChartChoice) => void;
  onTable: (asTable: boolean) => void;
  onSave: (format: PictureFormat) => void;
  onEvidence: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('results');
  const nameOf = (at: number): string => plainDisplay(columns[at]?.name ?? '') || t('chart.unnamed', { place: at + 1 }); // prettier-ignore
  const drawable = columns.flatMap((column, at) => (isDrawable(column) ? [at] : []));
  const nothing = drawn ? undefined : t('chart.notDrawn');
  return (
    <Toolbar label={t('chart.tools')} folding>
      <Segmented
        hideLabel
        label={t('chart.kind')}
        value={choice.kind}
        options={chartKinds.map((kind) => ({ value: kind, label: t(`chart.kinds.${kind}`) }))}
        onChange={(kind) => onChoice({ ...choice, kind })}
      />
      <div className={styles['choice']}>
        <span aria-hidden="true">{t('chart.x')}</span>
        <Select
          hideLabel
          label={t('chart.x')}
          value={choice.x === null ? ofRows : String(choice.x)}
          options={[
            { value: ofRows, label: t('chart.rowNumbers') },
            ...columns.map((_, at) => ({ value: String(at), label: nameOf(at) })),
          ]}
          onChange={(value) => onChoice({ ...choice, x: value === ofRows ? null : Number(value) })}
        />
      </div>
      <Popover
        label={t('chart.ys')}
        trigger={
          <Button disabledReason={drawable.length === 0 ? t('chart.noNumbers') : undefined}>
            {t('chart.ysChosen', { count: choice.ys.length })}
          </Button>
        }
      >
        <div className={styles['series']} role="group" aria-label={t('chart.ys')}>
          {drawable.map((at) => {
            const checked = choice.ys.includes(at);
            return (
              <Checkbox
                key={at}
                label={nameOf(at)}
                checked={checked}
                disabled={checked ? choice.ys.length === 1 : choice.ys.length >= mostSeries}
                onChange={() => onChoice({ ...choice, ys: toggledSeries(choice.ys, at) })}
              />
            );
          })}
        </div>
      </Popover>
      <Button foldable icon={<IconTable />} pressed={asTable} onClick={() => onTable(!asTable)}>
        {t('chart.asTable')}
      </Button>
      <Menu
        label={t('chart.save')}
        trigger={
          <Button foldable icon={<IconDownload />} disabledReason={nothing}>
            {t('chart.save')}
          </Button>
        }
        items={pictureFormats.map((format) => ({
          id: format,
          label: format.toUpperCase(),
          onSelect: () => onSave(format),
        }))}
      />
      <Button foldable icon={<IconPin />} disabledReason={nothing} onClick={onEvidence}>
        {t('chart.evidence')}
      </Button>
      <Button foldable icon={<IconX />} kbd="Esc" onClick={onClose}>
        {t('chart.close')}
      </Button>
    </Toolbar>
  );
}
