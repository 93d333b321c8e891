import type { Document, DocumentStep } from '#shared/entities.ts';
import type { Upload } from '../state/model.ts';

export type Step = 'waitingToUpload' | 'uploading' | DocumentStep;

/** `share` is how much of the step is done, null where that is not known; `done` how much of the whole, 0 to 1. */
export type Progress = { step: Step; share: number | null; done: number };

/** Where on the whole way each step begins. Uploading and embedding are what takes long. */
const BEGINNINGS = {
  waitingToUpload: 0,
  uploading: 0,
  waiting: 0.34,
  reading: 0.34,
  splitting: 0.6,
  embedding: 0.66,
  finished: 1,
} satisfies Record<Step, number>;

/** The knots on the way: where the upload ends, where the text has been read, and where all is done. */
export const PROGRESS_KNOTS = [BEGINNINGS.waiting, BEGINNINGS.embedding, BEGINNINGS.finished] as const;

const ENDS = {
  waitingToUpload: 0,
  uploading: BEGINNINGS.waiting,
  waiting: BEGINNINGS.waiting,
  reading: BEGINNINGS.splitting,
  splitting: BEGINNINGS.embedding,
  embedding: 1,
  finished: 1,
} satisfies Record<Step, number>;

export function uploadProgress({ state, ratio }: Pick<Upload, 'state' | 'ratio'>): Progress {
  return state === 'waiting' ? progressAt('waitingToUpload', null) : progressAt('uploading', ratio);
}

export function documentProgress({ status, progress }: Pick<Document, 'status' | 'progress'>): Progress {
  if (status === 'completed') return progressAt('finished', null);
  if (status === 'pending') return progressAt('waiting', null);
  return progressAt(progress.step, progress.ratio);
}

/** A share that is no number, or nothing yet, is not shown as one. */
function progressAt(step: Step, ratio: number | null): Progress {
  const known = ratio !== null && Number.isFinite(ratio) && ratio > 0 && step !== 'waiting';
  const share = known ? Math.min(1, ratio) : null;
  return { step, share, done: BEGINNINGS[step] + (ENDS[step] - BEGINNINGS[step]) * (share ?? 0) };
}
