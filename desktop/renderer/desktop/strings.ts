/** What only the desktop window has to say, in each language. */
export const desktopStrings = {
  es: {
    chooseTitle: '¿Dónde están tus conversaciones?',
    chooseAgainTitle: 'Cambiar de servidor',
    chooseLegend: 'Servidor',
    thisComputer: 'Este ordenador',
    thisComputerText: 'Lo que escribes se guarda aquí y no sale de este ordenador.',
    thisComputerAbsent: 'Ahora no hay ningún servidor de Kipux en marcha en este ordenador.',
    organisation: 'Tu organización',
    organisationText: 'Entras en el servidor de tu empresa, tu escuela o tu grupo.',
    address: 'Dirección del servidor',
    addressHint: 'Te la da quien administra Kipux. Se parece a kipux.ejemplo.es.',
    missingAddress: 'Escribe la dirección del servidor.',
    connect: 'Continuar',
    connecting: 'Conectando…',
    changeWarning:
      'Si cambias, este dispositivo olvida lo que guarda del servidor actual. En ese servidor no se borra nada.',
    invalid_address: 'Esto no parece una dirección. Debe parecerse a kipux.ejemplo.es.',
    not_secure:
      'A un servidor que está en otro sitio Kipux solo se conecta por https. Escribe la dirección con https:// o pregunta a quien lo administra.',
    offline: 'En esta dirección no responde nadie. Revísala, comprueba tu conexión y vuelve a intentarlo.',
    thisComputerOffline:
      'El servidor de este ordenador no responde. Espera un momento y vuelve a intentarlo, o inicia Kipux de nuevo.',
    incompatible:
      'Ahí responde algo, pero no es un servidor de Kipux de esta versión. Revisa la dirección o pregunta a quien lo administra.',
    server: 'Servidor',
    serverLine: 'Servidor: {{server}}',
    change: 'Cambiar',
    changeServer: 'Cambiar de servidor…',
    settingsTitle: 'En este equipo',
    settingsNote: 'Solo para este ordenador; no va con tu cuenta.',
    version: 'Versión de Kipux',
    storageUsed: 'Ocupado en este equipo',
    storageMost: 'Guardar en este equipo como mucho',
    storageHint:
      'Cuando no cabe más, se va el contenido que hace más tiempo que no abres. Sigue en el servidor y vuelve al abrirlo.',
    storageNoLimit: 'Sin límite',
    storageFree: 'Liberar espacio ahora',
    storageFreeing: 'Liberando…',
    offlineWorks:
      'Puedes leer y buscar todo lo que este dispositivo ha visto, y seguir escribiendo: se enviará al volver la conexión.',
    composerOffline: 'Sin conexión. Lo que envíes se guarda aquí y saldrá cuando se llegue al servidor.',
    downloading: 'Tus conversaciones llegan a este dispositivo para leerlas sin conexión. Ya puedes usarlas.',
    willBeSent: 'Se enviará en cuanto se llegue al servidor.',
    takeBack: 'No enviar',
    discard: 'Descartar',
    waitingChange: 'con cambios sin enviar',
    refusedChange: 'con un cambio que el servidor rechazó',
    refused_createConversation: 'No se pudo crear «{{subject}}».',
    refused_updateConversation: 'El cambio en «{{subject}}» no se pudo guardar.',
    refused_deleteConversation: 'No se pudo borrar «{{subject}}».',
    refused_sendMessage: 'No enviado: «{{subject}}».',
    refused_updateAccount: 'El cambio en tus ajustes no se pudo guardar.',
    unsentCount_one: 'Hay {{count}} cambio que el servidor todavía no tiene.',
    unsentCount_other: 'Hay {{count}} cambios que el servidor todavía no tiene.',
    memory:
      'Este sistema no tiene llavero donde guardar tu sesión a salvo: la próxima vez que abras Kipux tendrás que entrar de nuevo.',
    cache_newer:
      'Una versión más nueva de Kipux escribió la copia de este dispositivo. Actualiza Kipux para leer sin conexión.',
    cache_full:
      'El disco está lleno: lo nuevo no se guarda para leerlo sin conexión. Libera espacio y se pondrá al día.',
    cache_unavailable:
      'La copia de este dispositivo no se puede usar: sin conexión no habrá nada que leer. Reinicia Kipux; si sigue, comprueba los permisos de tu carpeta de usuario.',
  },
  en: {
    chooseTitle: 'Where are your conversations?',
    chooseAgainTitle: 'Change server',
    chooseLegend: 'Server',
    thisComputer: 'This computer',
    thisComputerText: 'What you write is kept here and does not leave this computer.',
    thisComputerAbsent: 'No Kipux server is running on this computer right now.',
    organisation: 'Your organisation',
    organisationText: 'You log in to the server of your company, school or group.',
    address: 'Server address',
    addressHint: 'Whoever runs Kipux gives it to you. It looks like kipux.example.com.',
    missingAddress: 'Enter the server’s address.',
    connect: 'Continue',
    connecting: 'Connecting…',
    changeWarning:
      'When you change, this device forgets what it keeps of the current server. Nothing is deleted on that server.',
    invalid_address: 'This does not look like an address. It should look like kipux.example.com.',
    not_secure:
      'Kipux reaches a server elsewhere by https only. Enter the address with https://, or ask whoever runs it.',
    offline: 'Nothing answers at this address. Check it and your connection, then try again.',
    thisComputerOffline:
      'The server on this computer does not answer. Wait a moment and try again, or start Kipux anew.',
    incompatible:
      'Something answers there, but it is not a Kipux server of this version. Check the address, or ask whoever runs it.',
    server: 'Server',
    serverLine: 'Server: {{server}}',
    change: 'Change',
    changeServer: 'Change server…',
    settingsTitle: 'On this device',
    settingsNote: 'For this computer only; it does not follow your account.',
    version: 'Kipux version',
    storageUsed: 'Used on this device',
    storageMost: 'Keep on this device at most',
    storageHint:
      'When there is no more room, the content that you have not opened for longest goes. It stays on the server and comes back when you open it.',
    storageNoLimit: 'No limit',
    storageFree: 'Free space now',
    storageFreeing: 'Freeing…',
    offlineWorks:
      'Everything this device has seen can be read and searched, and you can keep writing: it will be sent when the connection is back.',
    composerOffline:
      'You are offline. What you send is kept here and goes out when the server can be reached.',
    downloading:
      'Your conversations are coming to this device for reading offline. You can use them already.',
    willBeSent: 'Will be sent when the server is reached again.',
    takeBack: 'Don’t send',
    discard: 'Discard',
    waitingChange: 'with changes not sent yet',
    refusedChange: 'with a change that the server refused',
    refused_createConversation: '“{{subject}}” could not be created.',
    refused_updateConversation: 'The change to “{{subject}}” could not be saved.',
    refused_deleteConversation: '“{{subject}}” could not be deleted.',
    refused_sendMessage: 'Not sent: “{{subject}}”.',
    refused_updateAccount: 'The change to your settings could not be saved.',
    unsentCount_one: '{{count}} change has not reached the server yet.',
    unsentCount_other: '{{count}} changes have not reached the server yet.',
    memory:
      'This system has no key store to keep your session safe in: the next time you open Kipux you will have to log in again.',
    cache_newer: 'A newer version of Kipux wrote this device’s copy. Update Kipux to read offline.',
    cache_full:
      'The disk is full: what is new is not kept for reading offline. Free some space and it will catch up.',
    cache_unavailable:
      'This device’s copy cannot be used: there will be nothing to read offline. Restart Kipux; if it stays so, check the permissions of your home folder.',
  },
};
