export { readMessage } from './pages.ts';
export {
  type ConversationRow,
  MESSAGE_COLUMNS,
  type MessageRow,
  presentConversation,
  presentMessage,
} from './present.ts';
export { conversationRoutes } from './routes.ts';
export { idTaken } from './store.ts';
