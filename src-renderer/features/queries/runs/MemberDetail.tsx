import { useTranslation } from 'react-i18next';
import type { GroupMember } from '../../../../src-main/contract/index';
import { Busy, EmptyState, EnvironmentBanner, ErrorState } from '../../../ui/index';
import { errorText, failureOf } from '../../workbench/index';
import { ConnectionError } from '../../ssh/index';
import { placeOf, type Connection } from '../connections';
import { isConnectionFailure } from '../ResultFailure';
import { ResultView } from '../ResultView';
import { useResult } from '../use-run';
import { isOver } from './group';
import shared from '../queries.module.css';

/** The rows of one system, or why there are none and what to do. */
export function MemberDetail({
  member,
  connection,
  onRetry,
}: {
  member: GroupMember;
  /** Undefined where it was removed since. */
  connection: Connection | undefined;
  /** Asks this system again. */
  onRetry: () => void;
}) {
  return (
    <div className={shared['panel']}>
      {connection && (
        <EnvironmentBanner
          environment={connection.system.environment}
          right="readOnly"
          host={placeOf(connection.detail)}
          account={connection.detail.username}
        />
      )}
      <Outcome member={member} onRetry={onRetry} />
    </div>
  );
}

function Outcome({ member, onRetry }: { member: GroupMember; onRetry: () => void }) {
  const { t } = useTranslation(['query-runs', 'queries']);
  const { resultId, error, endpointId } = member;
  const { result, missing } = useResult(resultId);
  if (result) return <ResultView key={result.id} result={result} onRetry={onRetry} />;
  if (error !== null) {
    const failure = failureOf(error);
    if (isConnectionFailure(failure))
      return <ConnectionError error={failure} endpointId={endpointId} onRetry={onRetry} />;
    return <ErrorState {...errorText(failure)} onRetry={onRetry} retryLabel={t('group.retry')} />;
  }
  if (missing) return <EmptyState sentence={t('queries:result.gone')} />;
  if (isOver(member))
    return (
      <EmptyState
        sentence={t('group.notSent')}
        action={{ label: t('group.retry'), onClick: onRetry }}
      />
    );
  return <Busy text={t(`member.${member.state}`)} />;
}
