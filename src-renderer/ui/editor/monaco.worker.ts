// The editor's own background work (word completion, diffs, links). A file of ours, so that the
// build makes one worker script served from the same origin, as `worker-src 'self'` asks.
import 'monaco-editor/editor/editor.worker';
