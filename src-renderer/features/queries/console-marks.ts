import type { TFunction } from 'i18next';
import type { ResultState, Verdict } from '../../../src-main/contract/index';
import type { EditorMarker } from '../../ui/index';
import { reasonText, refusalText } from './VerdictTag';

type Translate = TFunction<['queries', 'plans']>;

/** Why Run is off, in words; undefined when it is not. */
export function runRefusal(
  t: Translate,
  sql: string,
  verdict: Verdict | null,
  running: boolean,
): string | undefined {
  if (running) return t('reason.running');
  if (sql.trim() === '') return t('reason.empty');
  if (verdict?.verdict === 'refused') return refusalText(t, verdict);
  return undefined;
}

/** Where a statement is refused, or where the server found its fault. */
export function markersOf(
  t: Translate,
  verdict: Verdict | null,
  failed: ResultState['place'],
): EditorMarker[] {
  const marks =
    verdict?.verdict === 'refused'
      ? verdict.reasons.map((reason) => ({ place: reason.place, message: reasonText(t, reason) }))
      : [{ place: failed, message: t('console.errorHere') }];
  return marks.flatMap(({ place, message }): EditorMarker[] =>
    place
      ? [
          {
            startLine: place.line,
            startColumn: place.column,
            endLine: place.line,
            endColumn: place.column + Math.max(1, place.length),
            message,
            severity: 'error',
          },
        ]
      : [],
  );
}
