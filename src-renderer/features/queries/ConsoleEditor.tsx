import { useTranslation } from 'react-i18next';
import type { Dialect } from '../../../src-main/contract/index';
import type { EditorAction } from '../../ui/index';
import { markersOf } from './console-marks';
import { SqlEditor } from './SqlEditor';
import type { ConsoleModel } from './use-console';
import { placedIn } from './use-statement-here';
import { RefusalNote } from './VerdictTag';
import styles from './queries.module.css';

/** The upper half of a console: the statement, and why it is not sent. */
export function ConsoleEditor({
  model,
  endpointId,
  dialect,
  actions,
  schemaShown,
  onWrite,
}: {
  model: ConsoleModel;
  endpointId: string;
  dialect: Dialect;
  actions: readonly EditorAction[];
  schemaShown: boolean;
  onWrite: () => void;
}) {
  const { t } = useTranslation(['queries', 'plans']);
  const { draft, keep, editor, setEditor, saved, verdict, result, here } = model;
  const { sql } = draft;
  return (
    <div className={styles['editor']}>
      <div className={styles['editorArea']}>
        <SqlEditor
          endpointId={endpointId}
          dialect={dialect}
          editor={editor}
          onEditor={setEditor}
          schemaShown={schemaShown}
          parameters={saved.map(({ name, choices }) => ({ name, choices }))}
          label={t('console.editor')}
          value={sql}
          onChange={(value) => keep({ sql: value })}
          placeholder={t('console.placeholder')}
          markers={markersOf(
            t,
            verdict,
            result?.sql === here.sql ? placedIn(sql, here.start, result.place) : null,
          )}
          actions={actions}
        />
      </div>
      {verdict?.verdict === 'refused' && <RefusalNote verdict={verdict} onWrite={onWrite} />}
    </div>
  );
}
