import { useTranslation } from 'react-i18next';
import {
  IconDeviceFloppy,
  IconPlayerPlay,
  IconPlayerTrackNext,
  IconServer2,
  IconSitemap,
} from '@tabler/icons-react';
import type { Dialect } from '../../../src-main/contract/index';
import { Button, IconButton, Tag, Toolbar, ToolbarSpacer } from '../../ui/index';
import { SqlEditorButtons } from './SqlEditor';
import type { ConsoleModel } from './use-console';
import type { ConsoleActions } from './use-console-actions';
import { VerdictTag } from './VerdictTag';

/** Run and what else can be done with the statement, and the guard's word on it. */
export function ConsoleToolbar({
  model,
  actions,
  dialect,
  schemaShown,
  onSchema,
}: {
  model: ConsoleModel;
  actions: ConsoleActions;
  dialect: Dialect;
  schemaShown: boolean;
  onSchema: (shown: boolean) => void;
}) {
  const { t } = useTranslation(['queries', 'plans', 'query-runs']);
  const { running, explain, edited, verdict, judging, editor, name } = model;
  const { run, all, several, plan, save } = actions;
  return (
    <Toolbar label={t('console.tools')}>
      <Button
        variant="primary"
        icon={<IconPlayerPlay />}
        kbd={run.keys}
        busy={running}
        disabledReason={run.refusal}
        onClick={run.run}
      >
        {t('console.run')}
      </Button>
      <IconButton
        label={t('command.runAll')}
        kbd={all.keys}
        icon={<IconPlayerTrackNext />}
        disabledReason={all.refusal}
        onClick={all.run}
      />
      <IconButton
        label={t('query-runs:command.several')}
        kbd={several.keys}
        icon={<IconServer2 />}
        disabledReason={several.refusal}
        onClick={several.run}
      />
      <Button
        icon={<IconSitemap />}
        busy={explain.isPending}
        disabledReason={plan.refusal}
        onClick={plan.run}
      >
        {t('plans:title')}
      </Button>
      <Button icon={<IconDeviceFloppy />} onClick={save.run}>
        {t('console.save')}
      </Button>
      <SqlEditorButtons
        dialect={dialect}
        editor={editor}
        schemaShown={schemaShown}
        onSchema={onSchema}
      />
      <ToolbarSpacer />
      {edited && (
        <Tag tone="warn" outline title={t('query-runs:edited.hint', { name })}>
          {t('query-runs:edited.tag')}
        </Tag>
      )}
      <VerdictTag verdict={verdict} judging={judging} />
    </Toolbar>
  );
}
