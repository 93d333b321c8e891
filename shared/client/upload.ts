import type { EndpointResponse } from './endpointResponse.ts';

export type UploadRequest = {
  url: string;
  file: File;
  onProgress: ((ratio: number) => void) | undefined;
  signal: AbortSignal;
};

/** Uploads with fetch, which knows no progress but the end. Rejects when the server cannot be reached or on abort. */
export async function uploadWithFetch(
  request: typeof fetch,
  { url, file, onProgress, signal }: UploadRequest,
): Promise<EndpointResponse> {
  const response = await request(url, { method: 'POST', body: formOf(file), signal });
  const text = await response.text();
  onProgress?.(1);
  return { status: response.status, text, retryAfter: response.headers.get('retry-after') };
}

/** The part of XMLHttpRequest used here, since this file is also checked where there is no DOM. */
type ProgressRequest = {
  open(method: string, url: string): void;
  send(body: FormData): void;
  abort(): void;
  getResponseHeader(name: string): string | null;
  readonly status: number;
  readonly responseText: string;
  readonly upload: { onprogress: unknown };
  onload: unknown;
  onerror: unknown;
  onabort: unknown;
};

declare const XMLHttpRequest: new () => ProgressRequest;

/** Uploads with XMLHttpRequest, the only way in which a browser tells the progress. Rejects like uploadWithFetch. */
export function uploadWithProgress({
  url,
  file,
  onProgress,
  signal,
}: UploadRequest): Promise<EndpointResponse> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    const settle = (finish: () => void) => () => {
      signal.removeEventListener('abort', abort);
      finish();
    };
    request.upload.onprogress = (event: { lengthComputable: boolean; loaded: number; total: number }) => {
      if (event.lengthComputable && event.total > 0) onProgress?.(event.loaded / event.total);
    };
    request.onload = settle(() =>
      resolve({
        status: request.status,
        text: request.responseText,
        retryAfter: request.getResponseHeader('retry-after'),
      }),
    );
    request.onerror = settle(() => reject(new TypeError('the upload broke off')));
    request.onabort = settle(() => reject(new DOMException('the upload was given up', 'AbortError')));
    request.open('POST', url);
    if (signal.aborted) return reject(new DOMException('the upload was given up', 'AbortError'));
    signal.addEventListener('abort', abort);
    request.send(formOf(file));
  });
}

function formOf(file: File): FormData {
  const form = new FormData();
  form.append('file', file, file.name);
  return form;
}
