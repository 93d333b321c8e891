import type { Measurement } from './report.ts';

/** What every benchmark is given. */
export type BenchContext = {
  databaseUrl: string;
  /** Says what is being done, to whoever waits. */
  say(text: string): void;
};

/** One benchmark: it starts what it needs, measures, and leaves nothing behind. */
export type Benchmark = (context: BenchContext) => Promise<Measurement[]>;
