import { useTranslation } from 'react-i18next';
import type { AppError } from '../../../src-main/contract/errors';
import type { ResultState } from '../../../src-main/contract/index';
import { ErrorState, NoteBlock, Tag } from '../../ui/index';
import { ConnectionError } from '../ssh/index';
import { errorText } from '../workbench/index';
import { lateRefusal } from './VerdictTag';

/** Failures of reaching the database, mended at the endpoint or its host key. */
const connectionCodes =
  /^(?:ssh\.|secret\.|sql\.(?:connection-failed|auth-failed|certificate-refused|authority-missing|authority-unreadable)$)/;

/** Failures whose own words say that the rows are kept. */
const tellsKept = new Set(['sql.connection-lost', 'sql.interrupted']);

/** Whether it is mended at the endpoint or its host key, rather than in the statement. */
export function isConnectionFailure({ code }: AppError): boolean {
  return connectionCodes.test(code);
}

/** How a run stands or ended. */
export function StateTag({ state }: { state: ResultState['state'] }) {
  const { t } = useTranslation('queries');
  const tone =
    state === 'done'
      ? 'ok'
      : state === 'failed'
        ? 'error'
        : state === 'cancelled'
          ? 'warn'
          : 'info';
  return <Tag tone={tone}>{t(`result.state.${state}`)}</Tag>;
}

/** Why a result has no rows, or not all of them. */
export function ResultFailure({
  failure,
  result,
  onRetry,
}: {
  failure: AppError;
  result: ResultState;
  onRetry?: () => void;
}) {
  const { t } = useTranslation('queries');
  const { next, details, ...told } = errorText(failure);
  const what = lateRefusal(t, failure, result.dialect) ?? told.what;
  if (isConnectionFailure(failure) && onRetry) {
    return <ConnectionError error={failure} endpointId={result.endpointId} onRetry={onRetry} />;
  }
  if (result.rows > 0) {
    return (
      <NoteBlock tone="warn" title={what}>
        {next ?? (tellsKept.has(failure.code) ? null : t('result.keptRows'))}
      </NoteBlock>
    );
  }
  return (
    <ErrorState
      what={what}
      {...(next ? { next } : {})}
      {...(details ? { details } : {})}
      {...(result.place
        ? { safe: t('result.at', { line: result.place.line, column: result.place.column }) }
        : {})}
      {...(onRetry ? { onRetry } : {})}
    />
  );
}
