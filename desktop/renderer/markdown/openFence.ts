import type { Code } from 'mdast';

/**
 * The code block that a growing text is in the middle of, when it began with the text. It saves parsing the whole of
 * it again at every piece; what is shown in the end is always parsed.
 */
export function openFence(source: string): Code | undefined {
  const opening = /^( {0,3})(`{3,}|~{3,})([^\n\r`]*)\n/.exec(source);
  if (opening === null) return undefined;
  const [line, indent = '', fence = '', info = ''] = opening;
  const mark = fence.slice(0, 1);
  const body = source.slice(line.length);
  if (new RegExp(`^ {0,3}${mark}{${fence.length},}[ \\t]*$`, 'm').test(body)) return undefined;
  const lastLine = body.slice(body.lastIndexOf('\n') + 1);
  const isPartOfFence = lastLine !== '' && new RegExp(`^ {0,3}${mark}+$`).test(lastLine);
  const shown = isPartOfFence ? body.slice(0, -lastLine.length) : body;
  const code = indent === '' ? shown : shown.replace(new RegExp(`^ {1,${indent.length}}`, 'gm'), '');
  return {
    type: 'code',
    lang: info.trim().split(/\s/)[0] ?? null,
    value: code.endsWith('\n') ? code.slice(0, -1) : code,
    data: { hProperties: { dataOpen: true } },
  };
}
