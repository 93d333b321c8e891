import chromium from '@sparticuz/chromium';

// A program of its own: the package unpacks into the folder for temporary files, which only a process can choose.
await chromium.executablePath();
