import { expect, test } from 'vitest';
import { endpoints } from '#shared/endpoints/index.ts';
import { eventually } from '../testing/eventually.ts';
import { signUp } from '../testing/person.ts';
import { startScriptedProvider, words } from '../testing/scriptedProvider.ts';
import { startTestServer } from '../testing/testServer.ts';

test('metrics name routes by their template, never an id or a path, and tell what the server is doing', async () => {
  const provider = await startScriptedProvider({ pieces: words(400), gapMs: 20 });
  const server = await startTestServer(provider.environment);
  const read = async () => (await fetch(`${server.url}/metrics`)).text();
  const person = await signUp(server.url);
  const { id } = await person.newConversation();
  await person.call(endpoints.getConversation, { params: { id } });
  await person.fetch(`/api/conversations/${id}/nothing`);
  await person.fetch('/wp-login.php?secret');
  const { assistantMessage } = await person.say(id, 'uno');
  await person.read(assistantMessage.id, { until: (events) => events.length > 3 });

  const stream = person.fetch('/api/sync/events');
  const during = await eventually(read, (text) => text.includes('kipux_open_streams 1'));
  await (await stream).body?.cancel();
  expect(during).toContain('kipux_growing_answers 1');
  expect(during).toContain('kipux_provider_first_token_seconds_count 1');
  expect(during).toContain(
    'kipux_http_requests_total{method="GET",route="/api/conversations/:id",status="200"} 1',
  );
  expect(during).toMatch(/kipux_http_requests_total\{method="GET",route="other",status="404"\} \d/);
  expect(during).toMatch(/kipux_database_connections\{state="in_use"\} \d/);
  expect(during).toMatch(/kipux_memory_bytes\{kind="resident"\} \d{7}/);
  expect(during).toMatch(/kipux_event_loop_delay_seconds\{quantile="0.99"\} [\d.e-]+\n/);
  expect(during).not.toContain(id);
  expect(during).not.toMatch(/wp-login|nothing/);

  await person.call(endpoints.stopMessage, { params: { id: assistantMessage.id } });
  provider.play({ status: 401 });
  const failed = await person.say(id, 'dos');
  await person.read(failed.assistantMessage.id);
  const after = await eventually(read, (text) => text.includes('kipux_open_streams 0'));
  expect(after).toContain('kipux_provider_answers_total{outcome="aborted"} 1');
  expect(after).toContain('kipux_provider_answers_total{outcome="provider_unauthorized"} 1');
});
