import {
  type BridgeError,
  type DesktopStatus,
  type DeviceStorage,
  FIRST_STORAGE_CHOICE,
  type KipuxBridge,
  type MenuCommand,
} from '#shared/bridge.ts';

export type MemoryBridge = KipuxBridge & {
  /** What `status` answers from now on. */
  now: DesktopStatus;
  /** The next choice of a server is refused. */
  refuseNext(code: BridgeError['code']): void;
  /** As if picked in the application menu. */
  command(command: MenuCommand): void;
  /** What was asked of the desktop, in order. */
  asked: unknown[];
};

/** The desktop's side of the window without a desktop; calls go to the client of the test instead. */
export function createMemoryBridge(status: Partial<DesktopStatus> = {}): MemoryBridge {
  const listeners = new Set<(command: MenuCommand) => void>();
  let refusal: BridgeError['code'] | undefined;
  let storage: DeviceStorage = { usedBytes: 187 * 1_048_576, mostBytes: FIRST_STORAGE_CHOICE };
  const notHere = () => {
    throw new Error('this desktop has no server: the client answers');
  };
  const bridge: MemoryBridge = {
    platform: 'linux',
    version: '1.2.3',
    asked: [],
    now: {
      serverAddress: 'https://kipux.example.org',
      isThisComputer: false,
      thisComputer: true,
      session: 'encrypted',
      cache: 'ok',
      ...status,
    },
    call: notHere,
    watch: notHere,
    stream: notHere,
    settleChange: notHere,
    onCommand(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    status: async () => ({ ok: true, value: bridge.now }),
    async chooseServer(address) {
      bridge.asked.push({ chooseServer: address });
      const code = refusal;
      refusal = undefined;
      if (code !== undefined) return { ok: false, error: { code, message: code } };
      const serverAddress = address ?? 'http://127.0.0.1:4242';
      bridge.now = { ...bridge.now, serverAddress, isThisComputer: address === null };
      return { ok: true, value: bridge.now };
    },
    async saveDocument(documentId) {
      bridge.asked.push({ saveDocument: documentId });
      return { ok: true, value: { saved: true } };
    },
    storage: async () => ({ ok: true, value: storage }),
    async setStorage(mostBytes) {
      storage = { ...storage, mostBytes };
      return { ok: true, value: storage };
    },
    async freeStorage() {
      storage = { ...storage, usedBytes: 12 * 1_048_576 };
      return { ok: true, value: storage };
    },
    async setAppearance(appearance) {
      bridge.asked.push({ setAppearance: appearance });
      return { ok: true, value: null };
    },
    refuseNext(code) {
      refusal = code;
    },
    command(command) {
      for (const listener of listeners) listener(command);
    },
  };
  return bridge;
}
