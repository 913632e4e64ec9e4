import MarkdownIt from 'markdown-it';
import { createHash } from 'node:crypto';
import {
  provenanceLines,
  summaryLines,
  visibleText,
  type ReportData,
  type ReportEvidence,
} from './collect';
import { statementsOf } from './result-lines';
import { reportStyle } from './style';
import type { ReportTexts } from './texts';
import { formatTime } from './time';

/**
 * Notes are Markdown without HTML. Images are left out: one from the network would tell
 * its server who reads the report. Links to scripts and data are refused by markdown-it.
 */
const markdown = new MarkdownIt({ html: false, linkify: false }).disable('image');

/**
 * A case as one HTML file that needs nothing else and runs nothing: its policy allows no
 * script, no network, only its own style (by hash) and embedded images.
 */
export function renderHtml(data: ReportData, texts: ReportTexts): string {
  const styleHash = createHash('sha256').update(reportStyle).digest('base64');
  const policy =
    `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; ` +
    "base-uri 'none'; form-action 'none'";
  const title = `${data.case.number} ${data.case.title}`;
  return `<!doctype html>
<html lang="${texts.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<h1><span class="number">${escape(data.case.number)}</span> ${escape(data.case.title)}</h1>
${section(texts.summary, definitions(summaryLines(data, texts)))}
${data.case.reportedWords === '' ? '' : section(texts.reportedWords, `<blockquote>${escape(data.case.reportedWords)}</blockquote>`)}
${data.notes.length === 0 ? '' : section(texts.notes, notes(data, texts))}
${data.evidence.length === 0 ? '' : section(texts.evidence, data.evidence.map((piece) => evidence(piece, texts)).join('\n'))}
${section(texts.timeline, timeline(data, texts))}
</main>
</body>
</html>
`;
}

function section(title: string, body: string): string {
  return `<section><h2>${escape(title)}</h2>\n${body}\n</section>`;
}

function notes(data: ReportData, texts: ReportTexts): string {
  return data.notes
    .map(
      (note) =>
        `<article><h3>${escape(note.title || texts.note)} <time>${formatTime(note.createdAt)}</time></h3>\n` +
        `<div class="note">${markdown.render(visibleText(note.text))}</div></article>`,
    )
    .join('\n');
}

function evidence(piece: ReportEvidence, texts: ReportTexts): string {
  const { evidence: item, verified } = piece;
  const remark =
    item.remark === '' ? '' : `<p><strong>${texts.remark}</strong> ${escape(item.remark)}</p>`;
  return `<article class="evidence">
<h3><span class="number">E${item.ordinal}</span> ${escape(item.title)}</h3>
<p class="${verified ? 'intact' : 'damaged'}">${escape(verified ? texts.intact : texts.damaged)}</p>
${remark}${redactedMark(piece, texts)}
${statements(piece, texts)}${body(piece, texts)}
<h4>${texts.provenance}</h4>
${definitions(provenanceLines(piece, texts))}
</article>`;
}

function redactedMark({ redacted }: ReportEvidence, texts: ReportTexts): string {
  return redacted ? `\n<p class="clipped">${escape(texts.redacted(redacted.hits))}</p>` : '';
}

function statements({ evidence: { provenance } }: ReportEvidence, texts: ReportTexts): string {
  return statementsOf(provenance, texts)
    .map(({ label, sql, parameters }) => {
      const values = parameters === '' ? '' : `<pre>${escape(parameters)}</pre>\n`;
      return `<h4>${escape(label)}</h4>\n<pre>${escape(sql)}</pre>\n${values}`;
    })
    .join('');
}

function body({ evidence: item, content, totalLines }: ReportEvidence, texts: ReportTexts): string {
  switch (content.kind) {
    case 'text': {
      const shown = content.text.split('\n').length;
      const clipped = content.clipped
        ? `<p class="clipped">${escape(texts.clippedLines(shown, totalLines))}</p>`
        : '';
      return `<pre>${escape(content.text)}</pre>${clipped}`;
    }
    case 'rows': {
      const told = content.severities.some((one) => one !== null);
      const names = [...(told ? [texts.severity] : []), ...content.columns.map(({ name }) => name)];
      const head = names.map((name) => `<th scope="col">${escape(name)}</th>`);
      const cells = content.rows.map((row, at) => {
        const severity = content.severities[at] ?? null;
        const words = severity ? texts.severities[severity.level] : '';
        const first = told ? [`<td${classes(severity?.level)}>${escape(words)}</td>`] : [];
        const others = row.map((cell, index) => {
          const end = content.columns[index]?.align === 'right' && cell !== null && 'end';
          const bad = severity?.columns.includes(index) && severity.level;
          const of = classes(cell === null && 'null', end, bad);
          return `<td${of}>${escape(cell ?? 'NULL')}</td>`;
        });
        return `<tr>${[...first, ...others].join('')}</tr>`;
      });
      const clipped =
        content.rows.length < content.total
          ? `<p class="clipped">${escape(texts.clippedRows(content.rows.length, content.total))}</p>`
          : '';
      return `<div class="wide"><table><thead><tr>${head.join('')}</tr></thead><tbody>\n${cells.join('\n')}\n</tbody></table></div>${clipped}`;
    }
    case 'binary':
      return content.data === null
        ? `<p class="clipped">${escape(texts.binary(content.mediaType, item.bytes))}</p>`
        : `<img alt="${escape(item.title)}" src="data:${content.mediaType};base64,${content.data}">`;
  }
}

function classes(...names: (string | false | undefined)[]): string {
  const given = names.filter((name) => name);
  return given.length === 0 ? '' : ` class="${given.join(' ')}"`;
}

function definitions(lines: [string, string][]): string {
  const items = lines.map(([label, value]) => `<dt>${escape(label)}</dt><dd>${escape(value)}</dd>`);
  return `<dl>${items.join('\n')}</dl>`;
}

function timeline(data: ReportData, texts: ReportTexts): string {
  const rows = data.timeline.map(
    (entry) =>
      `<tr><td><time>${formatTime(entry.at)}</time></td><td>${escape(texts.happened(entry))}</td></tr>`,
  );
  return `<div class="wide"><table><thead><tr><th scope="col">${texts.time}</th><th scope="col">${texts.event}</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></div>`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (found) => entities[found] ?? '');
}
