export { type FileStore, openFileStore } from './fileStore.ts';
export { createIngestion } from './ingestion.ts';
export { documentRowSchema, presentDocument } from './present.ts';
export { resumeRestored } from './resumeRestored.ts';
export { documentRoutes } from './routes.ts';
export { startFileSweep } from './sweepFiles.ts';
