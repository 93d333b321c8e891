import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '#platform/testing/eventually.ts';
import { signUp } from '#platform/testing/person.ts';
import { startTestServer } from '#platform/testing/testServer.ts';
import { endpoints } from '#shared/endpoints/index.ts';

test('a model whose vectors cannot be stored is found at the start: the server is ready and says why it takes no documents', async () => {
  const provider = createServer((_request, response) => {
    const data = [{ index: 0, embedding: Array.from({ length: 3072 }, () => 0.1) }];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void provider.close());
  const address = provider.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const server = await startTestServer({
    OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
    OPENAI_API_KEY: 'none',
  });
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  const person = await signUp(server.url);
  const refusal = { code: 'model_unavailable', message: expect.stringContaining('vectors of 3072 numbers') };
  const search = () =>
    person
      .call(endpoints.searchPassages, { body: { query: 'muelle norte' } })
      .catch((error: unknown) => error);
  expect(await eventually(search, (answer) => answer instanceof Error)).toMatchObject(refusal);
  const file = new File(['El muelle norte.'], 'a.txt');
  await expect(person.call(endpoints.uploadDocument, { file, query: {} })).rejects.toMatchObject(refusal);
});
