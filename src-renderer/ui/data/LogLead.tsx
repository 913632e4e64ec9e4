import type { TextSpan } from './hostile-text';
import { hostileNodes, markedNodes } from './HostileText';
import { shortenedLead, type LineLead } from './line-lead';
import styles from './LogList.module.css';

/** What stands in a line before its message: shortened, but whole where something in it is marked. */
export function Lead({
  text,
  spans = [],
  lead,
}: {
  text: string;
  spans: readonly TextSpan[] | undefined;
  lead: LineLead;
}) {
  const marked = spans.some(({ from, to }) => from < Math.min(lead.to, to));
  const whole = text.slice(0, lead.to);
  return (
    <span className={styles['lead']}>
      {marked
        ? markedNodes(whole, spans)
        : hostileNodes(shortenedLead(text, lead) ?? whole, { tabs: true })}
    </span>
  );
}

/** Spans seen from a place within the text. */
export function spansBehind(spans: readonly TextSpan[], at: number): readonly TextSpan[] {
  if (at === 0) return spans;
  return spans.map(({ from, to, tone }) => ({ from: from - at, to: to - at, tone }));
}
