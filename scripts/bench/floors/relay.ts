import { createServer, request as send } from 'node:http';
import { listenAndTell } from './listen.ts';

/** The floor of streaming: passes the provider's answer on, byte for byte. */
const provider = process.env['PROVIDER_URL'] ?? '';

const server = createServer((request, response) => {
  const onward = send(
    `${provider}/v1/chat/completions`,
    { method: 'POST', headers: request.headers },
    (answer) => {
      response.socket?.setNoDelay(true);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.once('error', () => response.destroy());
  request.pipe(onward);
});
listenAndTell(server);
