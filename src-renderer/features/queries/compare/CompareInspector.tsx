import { useTranslation } from 'react-i18next';
import { PanelHeader } from '../../../ui/index';
import type { PanelReference } from '../../workbench/index';
import { ProvenanceSection } from '../inspector/ProvenanceSection';
import { useResult } from '../use-run';
import { askedOf } from './open-comparison';

/** Where both results of a comparison came from, and how it is known that they are those. */
export function CompareInspector({ panel }: { panel: PanelReference }) {
  const { t } = useTranslation('compare');
  const { beforeId, afterId } = askedOf(panel.params);
  const { result: before } = useResult(beforeId);
  const { result: after } = useResult(afterId);
  return (
    <>
      <PanelHeader title={t('head.label')} />
      {before && <ProvenanceSection title={t('sides.before')} result={before} />}
      {after && <ProvenanceSection title={t('sides.after')} result={after} />}
    </>
  );
}
