import { EventEmitter } from 'node:events';
import { loud } from './runtime.ts';

type RequestHandler = (
  contents: unknown,
  permission: string,
  callback: (granted: boolean) => void,
  details: object,
) => void;
type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean;

function makeSession() {
  return loud(
    'session',
    Object.assign(new EventEmitter(), {
      permissionRequestHandler: undefined as RequestHandler | undefined,
      permissionCheckHandler: undefined as CheckHandler | undefined,
      spellCheckerLanguages: [] as string[],
      availableSpellCheckerLanguages: ['de', 'en-GB', 'en-US', 'es', 'es-ES', 'fr'],
      setPermissionRequestHandler(handler: RequestHandler) {
        this.permissionRequestHandler = handler;
      },
      setPermissionCheckHandler(handler: CheckHandler) {
        this.permissionCheckHandler = handler;
      },
      setDevicePermissionHandler() {},
      setDisplayMediaRequestHandler() {},
      setSpellCheckerLanguages(languages: string[]) {
        this.spellCheckerLanguages = languages;
      },
      addWordToSpellCheckerDictionary: () => true,
      clearStorageData: async () => {},
    }),
  );
}

const partitions = new Map<string, ReturnType<typeof makeSession>>();

export const session = loud('session', {
  fromPartition(name: string) {
    const known = partitions.get(name) ?? makeSession();
    partitions.set(name, known);
    return known;
  },
  get defaultSession() {
    return session.fromPartition('');
  },
});
