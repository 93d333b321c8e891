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
  const { pool } = state;
  const gauges: ReadGauge[] = [
    { name: 'kipux_info', help: 'The version', read: () => [[{ version: state.version }, 1]] },
    {
      name: 'kipux_open_streams',
      help: 'Event streams that are open',
      read: () => [[{}, state.openStreams()]],
    },
    {
      name: 'kipux_growing_answers',
      help: 'Answers that this process is writing',
      read: () => [[{}, state.growingAnswers()]],
    },
    {
      name: 'kipux_uptime_seconds',
      help: 'Since the process started',
      read: () => [[{}, process.uptime()]],
    },
    {
      name: 'kipux_memory_bytes',
      help: 'Memory of the process: resident, used heap, outside of the heap',
      read: readMemory,
    },
    {
      name: 'kipux_database_connections',
      help: 'Connections to the database: in use, idle, and requests that wait for one',
      read: () => [
        [{ state: 'in_use' }, pool.totalCount - pool.idleCount],
        [{ state: 'idle' }, pool.idleCount],
        [{ state: 'waiting' }, pool.waitingCount],
      ],
    },
    {
      name: 'kipux_jobs',
      help: 'Jobs of all processes by queue and state',
      // A database that is away does not keep the rest from being read.
      read: async () =>
        (await state.countJobs().catch(() => [])).map(({ count, ...labels }) => [labels, count]),
    },
  ];
  for (const gauge of gauges) register(registry, gauge);
  registry.registerMetric(cpuSeconds());
  return measureEventLoop(registry);
}

type Reading = [labels: Record<string, string>, value: number];
type ReadGauge = { name: string; help: string; read: () => Reading[] | Promise<Reading[]> };

function register(registry: Registry, { name, help, read }: ReadGauge): void {
  const gauge: Gauge = new Gauge({
    name,
    help,
    labelNames: ['version', 'kind', 'state', 'queue', 'quantile'],
    registers: [],
    async collect() {
      const readings = await read();
      gauge.reset();
      for (const [labels, value] of readings) gauge.set(labels, value);
    },
  });
  registry.registerMetric(gauge);
}

function readMemory(): Reading[] {
  const { rss, heapUsed, external } = process.memoryUsage();
  return [
    [{ kind: 'resident' }, rss],
    [{ kind: 'heap_used' }, heapUsed],
    [{ kind: 'external' }, external],
  ];
}

function cpuSeconds(): Counter {
  const counter: Counter = new Counter({
    name: 'kipux_cpu_seconds_total',
    help: 'Processor time of the process',
    registers: [],
    collect() {
      const { user, system } = process.cpuUsage();
      counter.reset();
      counter.inc((user + system) / 1e6);
    },
  });
  return counter;
}

function measureEventLoop(registry: Registry): () => void {
  const delays = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  delays.enable();
  const late = (nanoseconds: number) =>
    Math.max(0, (Number.isFinite(nanoseconds) ? nanoseconds : 0) / NANOSECONDS - LOOP_RESOLUTION_MS / 1_000);
  register(registry, {
    name: 'kipux_event_loop_delay_seconds',
    help: 'How late the event loop came to its timers since the metrics were last read',
    read() {
      const readings: Reading[] = [
        [{ quantile: '0.5' }, late(delays.percentile(50))],
        [{ quantile: '0.99' }, late(delays.percentile(99))],
        [{ quantile: '1' }, late(delays.max)],
      ];
      delays.reset();
      return readings;
    },
  });
  return () => delays.disable();
}
