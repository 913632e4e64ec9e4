import { useTranslation } from 'react-i18next';
import { AppError, type ErrorCode } from '../../../src-main/contract/errors';
import { Button, ErrorState } from '../../ui/index';
import { errorText, useWorkbench } from '../workbench/index';
import { HostKeyPrompt } from './HostKeyPrompt';
import { hostKeyError } from './host-key-error';

/** Failures that a change of the endpoint can mend. */
const mendable: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ssh.unreachable',
  'ssh.refused',
  'ssh.timeout',
  'ssh.name-unknown',
  'ssh.auth-failed',
  'ssh.password-missing',
  'ssh.key-passphrase-needed',
  'ssh.key-passphrase-wrong',
  'ssh.key-unreadable',
  'ssh.agent-unavailable',
  'ssh.certificate-unsupported',
  'ssh.algorithms',
  'ssh.jump-loop',
  'ssh.proxy-failed',
  'ssh.sudo-password-missing',
  'ssh.sudo-refused',
  'ssh.no-shell',
  'secret.missing',
  'logs.path-missing',
  'logs.path-unreadable',
  'sql.connection-failed',
  'sql.auth-failed',
  'sql.authority-missing',
  'sql.authority-unreadable',
  'sql.certificate-refused',
]);

/**
 * A failed connection in place: the host key question, or the error in words with the way to
 * mend it. Give it any error of a call that connects.
 */
export function ConnectionError({
  error,
  onRetry,
  endpointId,
  secretName,
  safe,
  onDismiss,
}: {
  error: unknown;
  /** Connects again. */
  onRetry: () => void;
  /** The endpoint that was to be reached; offers to edit it where that helps. */
  endpointId?: string | undefined;
  /** The vault entry it logs in with; offers a new value where the old one was refused. */
  secretName?: string | undefined;
  /** What has not been lost, one sentence. */
  safe?: string | undefined;
  /** Answer to “not now” at an unknown host key; by default the question folds up. */
  onDismiss?: (() => void) | undefined;
}) {
  const { t } = useTranslation('ssh');
  const workbench = useWorkbench();
  const hostKey = hostKeyError(error);
  if (hostKey) return <HostKeyPrompt error={hostKey} onRetry={onRetry} onDismiss={onDismiss} />;
  const { what, next, details } = errorText(error);
  const code = error instanceof AppError ? error.code : null;
  const hop = hopOf(error);
  const missing = secretToSet(
    error,
    hop !== undefined && hop !== endpointId ? undefined : secretName,
  );
  const toEdit = hop ?? endpointId;
  return (
    <ErrorState
      what={what}
      next={next}
      safe={safe}
      details={details}
      onRetry={onRetry}
      actions={
        <>
          {missing !== undefined && (
            <Button onClick={() => workbench.run('systems.setSecret', missing)}>
              {t('setSecret')}
            </Button>
          )}
          {toEdit !== undefined && code !== null && mendable.has(code) && (
            <Button onClick={() => workbench.run('systems.editEndpoint', toEdit)}>
              {t('editEndpoint')}
            </Button>
          )}
        </>
      }
    />
  );
}

/** The jump host at which the way to a host failed; it is the one to mend. */
function hopOf(error: unknown): string | undefined {
  const hop = error instanceof AppError ? error.params['hopId'] : undefined;
  return typeof hop === 'string' ? hop : undefined;
}

/** The password that mends a failure when it is set anew. */
function secretToSet(error: unknown, own: string | undefined): string | undefined {
  if (!(error instanceof AppError)) return undefined;
  if (error.code === 'secret.missing') {
    const { name } = error.params;
    return typeof name === 'string' ? name : undefined;
  }
  const refused = error.code === 'ssh.auth-failed' || error.code === 'ssh.key-passphrase-wrong';
  return refused ? own : undefined;
}
