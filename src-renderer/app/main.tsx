// The window's entry.

import '@fontsource-variable/inter';
import 'dockview-react/dist/styles/dockview.css';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/controls.css';
import '../layout/layout.css';
import '../chart/chart.css';
import '../panels/panels.css';
import '../panels/connect/connect.css';
import '../panels/similar/similar.css';
import '../panels/timeframes/timeframes.css';
import './app.css';
import { runSession } from '#renderer/engine';
import { startLanguage } from '#renderer/i18n';
import { onPopout } from '#renderer/layout';
import { mirrorLook, startLook, useLook } from '#renderer/state';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startKeyboard } from './keyboard.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');

startLanguage(useLook.getState().language);
startLook();
startKeyboard(window);
onPopout((opened) => {
  mirrorLook(opened);
  startKeyboard(opened);
});
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
void runSession();
