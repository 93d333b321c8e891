import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Database } from '../database/database.ts';
import type { JobCount } from '../jobs.ts';

/** What the process has at hand; asked each time that somebody reads the metrics. */
export type ProcessState = {
  version: string;
  pool: Database['pool'];
  openStreams(): number;
  growingAnswers(): number;
  countJobs(): Promise<JobCount[]>;
};

const LOOP_RESOLUTION_MS = 20;
const NANOSECONDS = 1e9;

/** Gauges that are read when they are asked for. Returns the function that ends the measuring of the event loop. */
export function measureState(registry: Registry, state: ProcessState): () => void {
  const registers = [registry];
  new Gauge({ name: 'kipux_info', help: 'The version', labelNames: ['version'], registers }).set(
    { version: state.version },
    1,
  );
  const gauge = (name: string, help: string, read: () => number) => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  gauge('kipux_open_streams', 'Event streams that are open', state.openStreams);
  gauge('kipux_growing_answers', 'Answers that this process is writing', state.growingAnswers);
  gauge('kipux_uptime_seconds', 'Since the process started', () => process.uptime());
  measureMemory(registry);
  measurePool(registry, state.pool);
  measureJobs(registry, state.countJobs);
  return measureEventLoop(registry);
}

function measureMemory(registry: Registry): void {
  new Gauge({
    name: 'kipux_memory_bytes',
    help: 'Memory of the process: resident, used heap, outside of the heap',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      const { rss, heapUsed, external } = process.memoryUsage();
      this.set({ kind: 'resident' }, rss);
      this.set({ kind: 'heap_used' }, heapUsed);
      this.set({ kind: 'external' }, external);
    },
  });
  new Counter({
    name: 'kipux_cpu_seconds_total',
    help: 'Processor time of the process',
    registers: [registry],
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
}

function measurePool(registry: Registry, pool: Database['pool']): void {
  new Gauge({
    name: 'kipux_database_connections',
    help: 'Connections to the database: in use, idle, and requests that wait for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'in_use' }, pool.totalCount - pool.idleCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
}

/** A database that is away shall not keep the rest from being read. */
function measureJobs(registry: Registry, countJobs: ProcessState['countJobs']): void {
  new Gauge({
    name: 'kipux_jobs',
    help: 'Jobs of all processes by queue and state',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { queue, state, count } of await countJobs().catch(() => [])) {
        this.set({ queue, state }, count);
      }
    },
  });
}

function measureEventLoop(registry: Registry): () => void {
  const delays = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  delays.enable();
  new Gauge({
    name: 'kipux_event_loop_delay_seconds',
    help: 'How late the event loop came to its timers since the metrics were last read',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      for (const [quantile, nanoseconds] of [
        ['0.5', delays.percentile(50)],
        ['0.99', delays.percentile(99)],
        ['1', delays.max],
      ] as const) {
        const late = Math.max(0, nanoseconds / NANOSECONDS - LOOP_RESOLUTION_MS / 1_000);
        this.set({ quantile }, Number.isFinite(late) ? late : 0);
      }
      delays.reset();
    },
  });
  return () => delays.disable();
}
