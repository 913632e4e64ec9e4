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
import 'monaco-editor/features/diffEditor/register';
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
// What `suggest/register` leaves out: the list itself and its keys.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import 'monaco-editor/features/suggest/register';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/tokenization/register';
import 'monaco-editor/features/unicodeHighlighter/register';
import 'monaco-editor/features/unusualLineTerminators/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/shell/register';
import 'monaco-editor/languages/definitions/yaml/register';
import * as markdown from 'monaco-editor/languages/definitions/markdown/markdown';
import { registerAssist } from './assist';
import type { EditorLanguage, SqlLanguage } from './editor-types';
import EditorWorker from './monaco.worker?worker';
import { sqlWordsOf } from './sql/index';
import { sqlConfiguration, sqlGrammar } from './sql/grammar';

globalThis.MonacoEnvironment = { getWorker: () => new EditorWorker() };

function sqlLanguageId(language: SqlLanguage): string {
  return `fieldbench-${language}`;
}
/** Markdown as our notes write it. */
const markdownLanguageId = 'fieldbench-markdown';

const languageIds: Partial<Record<EditorLanguage, string>> = {
  sql: sqlLanguageId('postgresql'),
  markdown: markdownLanguageId,
  shell: 'shell',
  yaml: 'yaml',
  plaintext: 'plaintext',
};

/** Monaco's name of a language. */
export function languageIdOf(language: EditorLanguage): string {
  return languageIds[language] ?? sqlLanguageId(language as SqlLanguage);
}

const sqlLanguages = Object.keys(sqlWordsOf) as SqlLanguage[];
for (const language of sqlLanguages) {
  const id = sqlLanguageId(language);
  monaco.languages.register({ id });
  monaco.languages.setLanguageConfiguration(id, sqlConfiguration);
  monaco.languages.registerTokensProviderFactory(id, {
    create: async () => sqlGrammar((await sqlWordsOf[language]()).sqlWords),
  });
}
registerAssist(monaco, sqlLanguages.map(sqlLanguageId));

monaco.languages.register({ id: markdownLanguageId });
// Colour has a meaning here, and `[[E7]]` is not a bracket error.
monaco.languages.setLanguageConfiguration(markdownLanguageId, {
  ...markdown.conf,
  colorizedBracketPairs: [],
});
monaco.languages.setMonarchTokensProvider(markdownLanguageId, markdown.language);

export { monaco };
