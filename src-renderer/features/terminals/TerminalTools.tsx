import { useTranslation } from 'react-i18next';
import {
  IconDots,
  IconFolder,
  IconLayoutSidebarRight,
  IconSearch,
  IconTournament,
} from '@tabler/icons-react';
import type { Terminal } from '../../../src-main/contract/index';
import { Button, IconButton, Menu, Select, Toolbar, ToolbarSpacer } from '../../ui/index';
import { AddEvidenceButton, useCommandInfo, useWorkbench } from '../workbench/index';
import { encodingOptions } from './encodings';
import type { TerminalActions } from './use-actions';
import styles from './terminals.module.css';

/** Tools of a terminal. */
export function TerminalTools({
  terminal,
  title,
  actions,
}: {
  terminal: Terminal;
  /** As the program on the host calls its window. */
  title: string;
  actions: TerminalActions;
}) {
  const { t } = useTranslation('terminals');
  const workbench = useWorkbench();
  const files = useCommandInfo('files.open');
  return (
    <Toolbar label={t('tools')}>
      <IconButton
        label={t('command.find')}
        kbd="Ctrl Shift F"
        icon={<IconSearch />}
        onClick={() => actions.run('find')}
      />
      <IconButton
        label={t('command.splitRight')}
        kbd="Ctrl Shift D"
        icon={<IconLayoutSidebarRight />}
        onClick={() => actions.run('splitRight')}
      />
      <span className={styles['wide']}>
        <IconButton
          label={t('command.sendFromHere')}
          icon={<IconTournament />}
          onClick={() => actions.run('sendFromHere')}
        />
      </span>
      {files && (
        <Button
          icon={<IconFolder />}
          onClick={() => workbench.run('files.open', terminal.endpointId)}
        >
          {t('files')}
        </Button>
      )}
      <div className={styles['encoding']}>
        <Select
          label={t('encoding')}
          hideLabel
          value={terminal.encoding}
          options={encodingOptions}
          onChange={(encoding) => actions.setEncoding(encoding)}
        />
      </div>
      <bdi className={styles['title']} title={title === '' ? undefined : t('titleOf', { title })}>
        {title}
      </bdi>
      <ToolbarSpacer />
      <Menu
        label={t('more')}
        trigger={<IconButton label={t('more')} icon={<IconDots />} />}
        items={actions.moreMenu()}
      />
      <AddEvidenceButton keys="Ctrl Shift E" />
    </Toolbar>
  );
}
