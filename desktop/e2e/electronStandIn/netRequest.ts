import { EventEmitter } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';

/** Electron's ClientRequest as far as uploads use it, over Node's own HTTP: what was sent is what left the socket. */
export class StandInRequest extends EventEmitter {
  readonly #request: ClientRequest;
  #total = 0;

  constructor({ method, url }: { method: string; url: string }) {
    super();
    this.#request = httpRequest(url, { method });
    this.#request.on('response', (response: IncomingMessage) => this.emit('response', response));
    this.#request.on('error', (error) => this.emit(this.#request.destroyed ? 'abort' : 'error', error));
  }

  setHeader(name: string, value: string): void {
    this.#request.setHeader(name, value);
  }

  end(body: Buffer): void {
    this.#total = body.length;
    this.#request.setHeader('Content-Length', body.length);
    this.#request.end(body);
  }

  abort(): void {
    this.#request.destroy(new Error('aborted'));
  }

  getUploadProgress(): { active: boolean; started: boolean; current: number; total: number } {
    const { socket } = this.#request;
    const pending = socket?.writableLength ?? this.#total;
    const sent = Math.max(0, (socket?.bytesWritten ?? 0) - pending);
    return { active: true, started: sent > 0, current: Math.min(this.#total, sent), total: this.#total };
  }
}
