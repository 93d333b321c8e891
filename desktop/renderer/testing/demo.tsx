/**
 * Every screen without a server, for looking at: `npx vite --config desktop/renderer/vite.config.ts`, then
 * `/testing/demo.html?scene=full&locale=es&theme=dark`. Not part of the build.
 */
import '../design/styles.ts';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { localeSchema, themeSchema } from '#shared/entities.ts';
import { Kipux } from '../app/Kipux.tsx';
import { createI18n } from '../i18n/i18n.ts';
import { createApp } from '../state/app.tsx';
import { demoScene } from './demoScenes.ts';
import { memoryStorage } from './memoryStorage.ts';

const query = new URLSearchParams(location.search);
const locale = localeSchema.catch('es').parse(query.get('locale'));
const theme = themeSchema.catch('system').parse(query.get('theme'));
const scene = demoScene(query.get('scene') ?? 'full', locale, theme);
const { client, path, desktop, prepare } = scene;

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
if (theme !== 'system') document.documentElement.dataset['theme'] = theme;
if (scene.linkToken !== undefined) location.hash = scene.linkToken;
const { hook } = memoryLocation({ path });
const app = createApp(client, memoryStorage());
prepare?.(app);
createRoot(root).render(
  <Router hook={hook}>
    <Kipux app={app} i18n={createI18n(locale)} desktop={desktop} />
  </Router>,
);
