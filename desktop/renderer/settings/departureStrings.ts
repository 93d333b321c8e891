/** What is said about taking one's data along and leaving, in each language. */
export const departureStrings = {
  es: {
    title: 'Tus datos',
    note: 'Conversaciones en JSON y Markdown, y tus archivos tal como los subiste.',
    export: 'Descargar todo',
    exportInBrowser:
      'Para descargar todo, abre Kipux en el navegador, en la dirección de tu servidor, y entra en Ajustes.',
    delete: 'Eliminar la cuenta',
    deleteSubmit: 'Eliminarla',
    deleteText:
      'Se cierra la sesión en todos tus dispositivos. Durante 14 días basta con entrar para recuperarla; después se borran tus conversaciones, tus documentos y todo lo demás, y no hay vuelta atrás.',
  },
  en: {
    title: 'Your data',
    note: 'Conversations as JSON and Markdown, and your files just as you uploaded them.',
    export: 'Download everything',
    exportInBrowser:
      'To download everything, open Kipux in the browser at your server’s address and go to Settings.',
    delete: 'Delete the account',
    deleteSubmit: 'Delete it',
    deleteText:
      'All your devices are signed out. For 14 days logging in brings the account back; after that your conversations, your documents and everything else are erased, and there is no way back.',
  },
};
