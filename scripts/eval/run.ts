import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '../../server/platform/database/database.ts';
import { migrate } from '../../server/platform/database/migrate.ts';
import { createLog } from '../../server/platform/log.ts';
import { readArticleSet } from '../../server/retrieval/evaluation/articleSet.ts';
import { evaluate, type Judged, WAYS } from '../../server/retrieval/evaluation/evaluate.ts';
import { QUESTION_KINDS, readEvaluationSet } from '../../server/retrieval/evaluation/evaluationSet.ts';
import { qualityOf } from '../../server/retrieval/evaluation/measures.ts';
import { startEmbeddedDatabase } from '../embeddedDatabase/index.ts';

/**
 * `npm run eval [-- --missed]`: how well the search finds, by language and kind of question, for each of its parts and
 * beside textbook BM25. Runs on EVAL_DATABASE_URL, or on the embedded database. `--missed` lists what does not come first.
 */
const { values } = parseArgs({ options: { missed: { type: 'boolean', default: false } } });
const log = createLog('error');
const server = await openServer();
try {
  const migrations = path.join(import.meta.dirname, '..', '..', 'prisma', 'migrations');
  await migrate({ url: server.url, folder: migrations, log });
  const database = openDatabase({ url: server.url, poolSize: 2, log });
  try {
    for (const language of ['es', 'en'] as const) {
      const judged = await evaluate(database, readEvaluationSet(language));
      report(`${language}: short passages`, judged);
      for (const kind of QUESTION_KINDS)
        report(
          `${language}: ${kind}`,
          judged.filter(({ question }) => question.kind === kind),
        );
      if (values.missed) for (const one of judged) reportMiss(one);
      for (const layout of ['a document a paragraph', 'a document an article'] as const) {
        const articles = await evaluate(database, readArticleSet(language, layout));
        report(`${language}: articles, ${layout}`, articles);
        if (values.missed) for (const one of articles) reportMiss(one);
      }
    }
  } finally {
    await database.close();
  }
} finally {
  await server.close();
}

function report(title: string, judged: readonly Judged[]): void {
  if (judged.length === 0) return;
  const candidates = judged.filter(({ isCandidate }) => isCandidate).length / judged.length;
  console.log(
    `\n${`${title} (${judged.length})`.padEnd(50)}${['hit@1', 'hit@5', 'MRR', 'nDCG@10'].map((name) => name.padStart(9)).join('')}`,
  );
  console.log(`  among the candidates: ${candidates.toFixed(3)}`);
  for (const way of WAYS) {
    const { hit1, hit5, mrr, ndcg10 } = qualityOf(judged.map(({ places }) => places[way]));
    console.log(
      `  ${way.padEnd(48)}${[hit1, hit5, mrr, ndcg10].map((value) => value.toFixed(3).padStart(9)).join('')}`,
    );
  }
}

function reportMiss({ question, places, first }: Judged): void {
  if (places.product === 1) return;
  console.log(
    `  missed: ${question.text} -> ${question.passage} (${WAYS.map((way) => `${way} ${places[way]}`).join(', ')}), first ${first}`,
  );
}

async function openServer() {
  const url = process.env['EVAL_DATABASE_URL'] ?? '';
  if (url !== '') return { url, close: async () => {} };
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-eval-'));
  const embedded = await startEmbeddedDatabase({ dataDir: folder });
  return {
    url: embedded.url,
    async close() {
      await embedded.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
