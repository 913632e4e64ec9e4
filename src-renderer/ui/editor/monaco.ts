/**
 * The editor core with the features we use and nothing else: whole Monaco is 26 MB, this is a
 * fraction. Only ever imported lazily. Left out on purpose: the F1 command palette (F1 is our
 * help), links (nothing may navigate), and every language service.
 */
import * as monaco from 'monaco-editor/editor/editor.api';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codeEditor/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/longLinesHelper/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/placeholderText/register';
import 'monaco-editor/features/smartSelect/register';
import 'monaco-editor/features/snippet/register';
import 'monaco-editor/features/suggest/register';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/tokenization/register';
import 'monaco-editor/features/unicodeHighlighter/register';
import 'monaco-editor/features/unusualLineTerminators/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/shell/register';
import 'monaco-editor/languages/definitions/yaml/register';
import * as markdown from 'monaco-editor/languages/definitions/markdown/markdown';
import * as pgsql from 'monaco-editor/languages/definitions/pgsql/pgsql';
import EditorWorker from './monaco.worker?worker';

globalThis.MonacoEnvironment = { getWorker: () => new EditorWorker() };

/** SQL as our queries write it. */
export const sqlLanguageId = 'fieldbench-sql';
/** Markdown as our notes write it. */
export const markdownLanguageId = 'fieldbench-markdown';

function register(
  id: string,
  configuration: monaco.languages.LanguageConfiguration,
  grammar: monaco.languages.IMonarchLanguage,
): void {
  monaco.languages.register({ id });
  // Colour has a meaning here, and `[[E7]]` is not a bracket error.
  monaco.languages.setLanguageConfiguration(id, { ...configuration, colorizedBracketPairs: [] });
  monaco.languages.setMonarchTokensProvider(id, grammar);
}

// Monaco's PostgreSQL grammar calls words such as JOIN and AND operators and does not know BY or
// our `:name` parameters; signs such as `>=` keep the colour of plain text this way.
const operatorWords = (pgsql.language['operators'] as string[]).filter((word) =>
  /^[A-Z]/.test(word),
);
register(sqlLanguageId, pgsql.conf, {
  ...pgsql.language,
  keywords: [...(pgsql.language['keywords'] as string[]), ...operatorWords, 'BY'],
  operators: [],
  tokenizer: {
    ...pgsql.language.tokenizer,
    root: [
      [/::/, 'operator'],
      [/:[A-Za-z_]\w*/, 'variable'],
      ...(pgsql.language.tokenizer['root'] ?? []),
    ],
  },
});
register(markdownLanguageId, markdown.conf, markdown.language);

export { monaco };
