export { readMessage } from './pages.ts';
export { presentConversation, presentMessage } from './present.ts';
export { conversationRoutes } from './routes.ts';
export { assertNotDeleted, findConversation, idTaken } from './store.ts';
