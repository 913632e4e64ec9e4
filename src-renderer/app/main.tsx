import { createRoot } from 'react-dom/client';
import { App } from './App';
import { languageOf, startI18n } from './i18n';
import { useLook } from './look-store';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
await startI18n(languageOf(useLook.getState().language, navigator.languages));
createRoot(root).render(<App />);
