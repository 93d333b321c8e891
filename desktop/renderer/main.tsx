import './app/schemasWithoutEval.ts';
import './design/styles.ts';
import { createRoot } from 'react-dom/client';
import { createBridgeClient, desktopBridge } from '#shared/client/bridgeClient.ts';
import { createFetchClient } from '#shared/client/fetchClient.ts';
import { showStartingTheme, startingLocale } from './app/appearance.ts';
import { Kipux } from './app/Kipux.tsx';
import { createI18n } from './i18n/i18n.ts';
import { createApp } from './state/app.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');

const bridge = desktopBridge();
const client = bridge ? createBridgeClient(bridge) : createFetchClient({});

showStartingTheme(localStorage);
createRoot(root).render(
  <Kipux
    app={createApp(client, localStorage)}
    i18n={createI18n(startingLocale(localStorage))}
    desktop={bridge}
  />,
);
