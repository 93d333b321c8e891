import { EventEmitter } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

const PIECE = 64 * 1024;

/** Electron's ClientRequest as far as uploads use it, over Node's own HTTP: what the network has taken counts as sent. */
export class StandInRequest extends EventEmitter {
  readonly #request: ClientRequest;
  #total = 0;
  #sent = 0;
  #aborted = false;

  constructor({ method, url }: { method: string; url: string }) {
    super();
    this.#request = httpRequest(url, { method });
    this.#request.on('response', (response: IncomingMessage) => this.emit('response', response));
    this.#request.on('error', (error) => this.emit(this.#aborted ? 'abort' : 'error', error));
  }

  setHeader(name: string, value: string): void {
    this.#request.setHeader(name, value);
  }

  end(body: Buffer): void {
    this.#total = body.length;
    this.#request.setHeader('Content-Length', body.length);
    Readable.from(this.#pieces(body)).pipe(this.#request);
  }

  abort(): void {
    this.#aborted = true;
    this.#request.destroy(new Error('aborted'));
  }

  getUploadProgress(): { active: boolean; started: boolean; current: number; total: number } {
    return { active: true, started: this.#sent > 0, current: this.#sent, total: this.#total };
  }

  *#pieces(body: Buffer): Generator<Buffer> {
    for (let at = 0; at < body.length; at += PIECE) {
      yield body.subarray(at, at + PIECE);
      this.#sent = Math.min(body.length, at + PIECE);
    }
  }
}
