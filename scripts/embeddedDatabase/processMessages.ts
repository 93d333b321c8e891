/** What a database allows its clients. */
export type DatabaseLimits = {
  /** How many may be logged in at once (50). */
  maxConnections?: number;
  /** How long a transaction may wait for its client before it is undone, in milliseconds (60,000): all others wait with it. */
  idleInTransactionMs?: number;
};

/** What the process that starts the database says to it, over the channel between them. */
export type ToDatabase =
  | { kind: 'open'; dataDir: string; password: string; limits: DatabaseLimits }
  | { kind: 'stop' };

/** What the database's process says. `failed` comes in place of `ready`, or when the engine has broken. */
export type FromDatabase =
  | { kind: 'ready'; port: number }
  | { kind: 'failed'; message: string }
  | { kind: 'stopped' };
