export { type FileStore, openFileStore } from './fileStore.ts';
export { createIngestion, ingestionQueueName } from './ingestion.ts';
export { documentRowSchema, presentDocument } from './present.ts';
export { readAllAgain } from './readAllAgain.ts';
export { resumeRestored } from './resumeRestored.ts';
export { documentRoutes } from './routes.ts';
export { startFileSweep } from './sweepFiles.ts';
