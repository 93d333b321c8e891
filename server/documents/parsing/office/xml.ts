import { TextDecoder } from 'node:util';
import { Parser } from 'htmlparser2';
import { DocumentError } from '../parsedDocument.ts';

export type XmlAttributes = Readonly<Record<string, string>>;

/** What a reader of XML wants to hear; names come without their prefix. */
export type XmlHandler = {
  open?(name: string, attributes: XmlAttributes): void;
  close?(name: string): void;
  text?(text: string): void;
};

const MAX_DEPTH = 1_000;

/**
 * Reads XML as it arrives. Entities are never declared or expanded, nothing outside is opened: office formats forbid
 * document types, and so does this. Throws a DocumentError.
 */
export async function readXml(content: AsyncIterable<Uint8Array>, handler: XmlHandler): Promise<void> {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (depth > MAX_DEPTH) throw new DocumentError('damaged', 'XML nested too deeply');
        handler.open?.(localName(name), attributes);
      },
      onclosetag(name) {
        depth -= 1;
        handler.close?.(localName(name));
      },
      ontext: (text) => handler.text?.(text),
      onprocessinginstruction(name) {
        if (name.toLowerCase() === '!doctype') throw new DocumentError('damaged', 'XML with a document type');
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  let decoder: TextDecoder | null = null;
  for await (const part of content) {
    decoder ??= decoderFor(part);
    parser.write(decoder.decode(part, { stream: true }));
  }
  parser.end(decoder?.decode() ?? '');
}

function decoderFor([first, second]: Uint8Array): TextDecoder {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be');
  return new TextDecoder('utf-8');
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** An attribute by its name without prefix. */
export function attribute(attributes: XmlAttributes, name: string): string | undefined {
  if (attributes[name] !== undefined) return attributes[name];
  const suffix = `:${name}`;
  for (const key in attributes) if (key.endsWith(suffix)) return attributes[key];
  return undefined;
}

/** Whether an element such as `<w:b/>` or `<w:vanish w:val="0"/>` switches on what it names. */
export function isOn(attributes: XmlAttributes): boolean {
  return !/^(?:0|false|off|none)$/.test(attribute(attributes, 'val') ?? '');
}
