import type { AiProvider, ChatPiece, ChatRequest } from './provider.ts';

const MODEL = 'local';

/** No key and no network: says what works without a model and how to connect one. */
export function createLocalProvider(): AiProvider {
  return {
    kind: 'local',
    defaultModel: MODEL,
    streamChat,
    suggestTitle: async () => undefined,
    listModels: async () => [{ id: MODEL, provider: 'local', isDefault: true }],
  };
}

async function* streamChat({ turns, signal }: ChatRequest): AsyncGenerator<ChatPiece> {
  const text = isSpanish(turns.at(-1)?.content ?? '') ? HELP.es : HELP.en;
  for (const word of text.match(/\S+\s*/g) ?? []) {
    if (signal.aborted) return;
    yield { type: 'text', text: word };
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}

const HELP = {
  es: 'Soy Kipux en modo local: todavía no hay ningún modelo conectado, así que no puedo escribir respuestas propias. Lo que sí funciona: tus conversaciones quedan guardadas, las encuentras con la búsqueda y las tienes en todos tus dispositivos. Para conectar un modelo, quien administra el servidor lo inicia con `OPENAI_API_KEY` (o con `OPENAI_BASE_URL` para Ollama, vLLM o LiteLLM); el README explica cómo.',
  en: 'This is Kipux in local mode: no model is connected yet, so I cannot write answers of my own. What does work: your conversations are kept, search finds them, and they are on all your devices. To connect a model, whoever runs the server starts it with `OPENAI_API_KEY` (or with `OPENAI_BASE_URL` for Ollama, vLLM or LiteLLM); the README says how.',
};

function isSpanish(text: string): boolean {
  return /[¿¡ñáéíóú]|\b(hola|qué|que|el|la|los|las|de|es|una?|por|para|cómo|como|quién|buenos|buenas|gracias)\b/i.test(
    text,
  );
}
