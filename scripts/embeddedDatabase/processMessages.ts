/** What the process that starts the database says to it, over the channel between them. */
export type ToDatabase = { kind: 'open'; dataDir: string; password: string } | { kind: 'stop' };

/** What the database's process says. `failed` comes in place of `ready`, or when the engine has broken. */
export type FromDatabase =
  | { kind: 'ready'; port: number }
  | { kind: 'failed'; message: string }
  | { kind: 'stopped' };
