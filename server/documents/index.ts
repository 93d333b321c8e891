export { type FileStore, openFileStore } from './fileStore.ts';
export { ingestionQueue } from './ingestion.ts';
export { documentRowSchema, presentDocument } from './present.ts';
export { documentRoutes } from './routes.ts';
export { startFileSweep } from './sweepFiles.ts';
