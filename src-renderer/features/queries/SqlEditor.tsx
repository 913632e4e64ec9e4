import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconBinaryTree, IconCode } from '@tabler/icons-react';
import type { DatabaseEndpoint } from '../../../src-main/contract/index';
import {
  Button,
  Editor,
  SplitPane,
  type CodeEditor,
  type EditorAction,
  type EditorMarker,
} from '../../ui/index';
import { useCommand } from '../workbench/index';
import { SchemaTree } from './SchemaTree';
import { useFormatSql, useSqlAssist, type SqlParameter } from './use-completion';
import styles from './SqlEditor.module.css';

const parameterHighlights = [
  { pattern: String.raw`(?<![:\w]):[A-Za-z_]\w*`, kind: 'parameter' as const },
];

export interface SqlEditorProps {
  endpointId: string;
  dialect: DatabaseEndpoint['dialect'];
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  markers: readonly EditorMarker[];
  actions: readonly EditorAction[];
  parameters: readonly SqlParameter[];
  /** Whether the schema stands beside it. */
  schemaShown: boolean;
  editor: CodeEditor | null;
  /** Told when the editor is there, and when it goes. */
  onEditor: (editor: CodeEditor | null) => void;
}

/** The editor of a connection: it knows the dialect and the tables, and the schema may stand beside it. */
export function SqlEditor(props: SqlEditorProps) {
  const { endpointId, dialect, schemaShown, editor, onEditor, onChange, value } = props;
  const { t } = useTranslation('schema');
  const [width, setWidth] = useState(280);
  const assist = useSqlAssist(endpointId, dialect, props.parameters);
  const format = useFormatSql(dialect);
  useCommand({
    id: 'queries.format',
    titleKey: 'schema:format',
    icon: IconCode,
    keys: 'Shift Alt F',
    run: () => format(editor),
  });
  const onMount = useCallback(
    (mounted: CodeEditor) => {
      onEditor(mounted);
      return () => onEditor(null);
    },
    [onEditor],
  );
  const insert = (text: string): void => {
    const selection = editor?.getSelection();
    if (!editor || !selection) return;
    editor.pushUndoStop();
    editor.executeEdits('schema', [{ range: selection, text, forceMoveMarkers: true }]);
    editor.pushUndoStop();
    editor.focus();
  };
  const area = (
    <div className={styles['area']} data-page-focus>
      <Editor
        ariaLabel={props.label}
        language={dialect}
        value={value}
        onChange={onChange}
        placeholder={props.placeholder}
        markers={props.markers}
        highlights={parameterHighlights}
        assist={assist}
        onMount={onMount}
        actions={[
          ...props.actions,
          {
            id: 'queries.format',
            label: t('format'),
            keys: 'Shift+Alt+F',
            run: () => format(editor),
          },
        ]}
      />
    </div>
  );
  if (!schemaShown) return area;
  return (
    <SplitPane
      label={t('title')}
      direction="row"
      fixed="second"
      size={width}
      min={180}
      max={600}
      onSizeChange={setWidth}
      first={area}
      second={
        <SchemaTree
          endpointId={endpointId}
          onInsert={insert}
          onSelectFirst={(name) => {
            const sql = firstRows(dialect, name);
            onChange(
              value.trim() === '' ? sql : `${value.trimEnd().replace(/;?$/, ';')}\n\n${sql}`,
            );
          }}
        />
      }
    />
  );
}

/** The first rows of a table, as each dialect limits them. */
export function firstRows(dialect: DatabaseEndpoint['dialect'], name: string): string {
  if (dialect === 'sqlserver') return `SELECT TOP 100 *\nFROM ${name}`;
  // Before 12c Oracle has no FETCH FIRST.
  if (dialect === 'oracle') return `SELECT *\nFROM ${name}\nWHERE ROWNUM <= 100`;
  return `SELECT *\nFROM ${name}\nLIMIT 100`;
}

/** Format, and the schema beside the editor. */
export function SqlEditorButtons({
  dialect,
  editor,
  schemaShown,
  onSchema,
}: {
  dialect: DatabaseEndpoint['dialect'];
  editor: CodeEditor | null;
  schemaShown: boolean;
  onSchema: (shown: boolean) => void;
}) {
  const { t } = useTranslation('schema');
  const format = useFormatSql(dialect);
  return (
    <>
      <Button icon={<IconCode />} onClick={() => format(editor)}>
        {t('format')}
      </Button>
      <Button
        icon={<IconBinaryTree />}
        pressed={schemaShown}
        onClick={() => onSchema(!schemaShown)}
      >
        {t('title')}
      </Button>
    </>
  );
}
