import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HostClient, Inventory, System } from '../../../src-main/contract/index';
import { PasswordField, Segmented, TextField } from '../../ui/index';
import { useHostMutation, useWorkbench } from '../workbench/index';
import { openSystem } from './actions';
import { FormDialog } from './dialog-form';
import { sshAuths } from './endpoint-draft';
import { createSystem, emptyNewSystem, newSystemProblems } from './new-system';
import { NewSystemFields } from './NewSystemFields';
import { parseSshLine } from './ssh-line';
import styles from './systems.module.css';

const exampleLogin = 'root@10.0.0.5:22';

/** A system in one go: where it belongs, what it is and, if known, how to log in. */
export function CreateSystemDialog({
  inventory,
  customerId,
  siteId,
  onClose,
}: {
  inventory: Inventory;
  customerId: string | undefined;
  siteId: string | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  const [draft, setDraft] = useState(() => {
    const site = inventory.sites.find((candidate) => candidate.id === siteId);
    const customer = inventory.customers.find(
      (candidate) => candidate.id === (site?.customerId ?? customerId),
    );
    return { ...emptyNewSystem, customer: customer?.name ?? '', site: site?.name ?? '' };
  });
  const [line, setLine] = useState('');
  const [auth, setAuth] = useState<(typeof sshAuths)[number]>('password');
  const [password, setPassword] = useState('');
  const [identityPath, setIdentityPath] = useState('~/.ssh/id_ed25519');
  const [asked, setAsked] = useState(false);
  const problems = newSystemProblems(inventory, draft, t('create.defaultSite'));
  const login = parseSshLine(line);
  const lineInvalid = line.trim() !== '' && login === null;

  const create = useHostMutation(
    async (host) => {
      const system = await createSystem(host, draft, t('create.defaultSite'));
      if (login) await addLogin(host, system, { login, auth, password, identityPath });
      return system;
    },
    {
      onSuccess: (system) => {
        onClose();
        openSystem(workbench, system);
      },
      onError: () => undefined,
    },
  );

  return (
    <FormDialog
      title={t('create.title')}
      submitLabel={t('create.submit')}
      busy={create.isPending}
      error={create.error}
      onClose={onClose}
      onSubmit={() => {
        setAsked(true);
        if (Object.keys(problems).length === 0 && !lineInvalid) create.mutate();
      }}
    >
      <NewSystemFields
        draft={draft}
        problems={asked ? problems : {}}
        inventory={inventory}
        onChange={(change) => setDraft({ ...draft, ...change })}
      />
      <TextField
        label={t('create.ssh')}
        mono
        placeholder={exampleLogin}
        hint={t('create.sshHint')}
        value={line}
        onChange={setLine}
        {...(asked && lineInvalid ? { error: t('invalid.sshLine') } : {})}
      />
      {line.trim() !== '' && (
        <div className={styles['formRow']}>
          <Segmented
            label={t('field.auth')}
            value={auth}
            options={sshAuths.map((value) => ({ value, label: t(`auth.${value}`) }))}
            onChange={setAuth}
          />
          {auth === 'password' && (
            <PasswordField
              label={t('field.password')}
              autoComplete="new-password"
              hint={t('create.passwordHint')}
              value={password}
              onChange={setPassword}
            />
          )}
          {auth === 'key' && (
            <TextField
              label={t('field.identityPath')}
              mono
              value={identityPath}
              onChange={setIdentityPath}
            />
          )}
        </div>
      )}
    </FormDialog>
  );
}

/** Stores a password under the name of its system and login, and the SSH host that uses it. */
async function addLogin(
  host: HostClient,
  system: System,
  {
    login,
    auth,
    password,
    identityPath,
  }: {
    login: { host: string; port: number; username: string };
    auth: (typeof sshAuths)[number];
    password: string;
    identityPath: string;
  },
): Promise<void> {
  const secret =
    auth === 'password' && password !== ''
      ? `${system.name}/${login.username}@${login.host}`
      : null;
  if (secret !== null) await host.secrets.set({ name: secret, value: password });
  await host.systems.saveEndpoint({
    systemId: system.id,
    name: login.host,
    detail: {
      kind: 'ssh',
      ...login,
      auth,
      identityPath: auth === 'key' ? identityPath.trim() : '',
      secret,
    },
  });
}
