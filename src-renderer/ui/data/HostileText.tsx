import { Fragment, memo, type ReactNode } from 'react';
import { cx } from '../cx';
import {
  hostileClass,
  hostilePieces,
  markedPieces,
  toneClass,
  type TextPiece,
} from './hostile-pieces';
import type { TextSpan } from './hostile-text';

/**
 * Shows text from an untrusted machine: isolated from the text around it, with acting characters
 * made visible and matches of `highlight` marked.
 */
export const HostileText = memo(function HostileText({
  text,
  highlight,
  multiline = false,
  tabs = multiline,
  className,
}: {
  text: string;
  highlight?: string | undefined;
  multiline?: boolean;
  /** Tabs are room instead of marks: lines of logs are indented by them. */
  tabs?: boolean;
  className?: string | undefined;
}) {
  return (
    <span className={cx(hostileClass, className)} dir="ltr">
      {nodesOf(hostilePieces(text, { multiline, tabs, highlight }))}
    </span>
  );
});

/** One string where it is all of a text. */
function nodesOf(pieces: readonly TextPiece[]): ReactNode {
  const [only] = pieces;
  if (pieces.length === 1 && only && !only.element) return only.text;
  return pieces.map(({ text, element }, index) => {
    const key = index;
    if (!element) return <Fragment key={key}>{text}</Fragment>;
    const { tag: Tag, className } = element;
    return (
      <Tag key={key} className={className}>
        {text}
      </Tag>
    );
  });
}

/** Lines of hostile text below each other, with what is marked in them. */
export function HostileLines({
  lines,
}: {
  lines: readonly { text: string; spans?: readonly TextSpan[] | undefined }[];
}) {
  // Lines without marks are one text: a record may have thousands.
  const runs: { text: string; spans: readonly TextSpan[] }[] = [];
  for (const { text, spans = [] } of lines) {
    const last = runs.at(-1);
    if (last && spans.length === 0 && last.spans.length === 0) last.text += `\n${text}`;
    else runs.push({ text, spans });
  }
  return (
    <span className={hostileClass} dir="ltr">
      {runs.map(({ text, spans }, index) => {
        const key = index;
        return (
          <Fragment key={key}>
            {index > 0 && '\n'}
            {nodesOf(
              spans.length === 0
                ? hostilePieces(text, { multiline: true, tabs: true })
                : markedPieces(text, spans),
            )}
          </Fragment>
        );
      })}
    </span>
  );
}

/** How one of the eight highlights looks, on a word. */
export function ToneSample({ tone, children }: { tone: number; children: string }) {
  return <mark className={toneClass(tone)}>{children}</mark>;
}
