import type { LanguageRegistration } from 'shiki/core';

type Language = { name: string; load: () => Promise<{ default: LanguageRegistration[] }> };

/** Each comes as a file of its own, when code in it is first shown. */
const LANGUAGES = {
  bash: { name: 'Bash', load: () => import('shiki/langs/bash.mjs') },
  c: { name: 'C', load: () => import('shiki/langs/c.mjs') },
  cpp: { name: 'C++', load: () => import('shiki/langs/cpp.mjs') },
  csharp: { name: 'C#', load: () => import('shiki/langs/csharp.mjs') },
  css: { name: 'CSS', load: () => import('shiki/langs/css.mjs') },
  dart: { name: 'Dart', load: () => import('shiki/langs/dart.mjs') },
  diff: { name: 'Diff', load: () => import('shiki/langs/diff.mjs') },
  docker: { name: 'Dockerfile', load: () => import('shiki/langs/docker.mjs') },
  go: { name: 'Go', load: () => import('shiki/langs/go.mjs') },
  graphql: { name: 'GraphQL', load: () => import('shiki/langs/graphql.mjs') },
  html: { name: 'HTML', load: () => import('shiki/langs/html.mjs') },
  ini: { name: 'INI', load: () => import('shiki/langs/ini.mjs') },
  java: { name: 'Java', load: () => import('shiki/langs/java.mjs') },
  javascript: { name: 'JavaScript', load: () => import('shiki/langs/javascript.mjs') },
  json: { name: 'JSON', load: () => import('shiki/langs/json.mjs') },
  jsx: { name: 'JSX', load: () => import('shiki/langs/jsx.mjs') },
  kotlin: { name: 'Kotlin', load: () => import('shiki/langs/kotlin.mjs') },
  lua: { name: 'Lua', load: () => import('shiki/langs/lua.mjs') },
  make: { name: 'Makefile', load: () => import('shiki/langs/make.mjs') },
  markdown: { name: 'Markdown', load: () => import('shiki/langs/markdown.mjs') },
  php: { name: 'PHP', load: () => import('shiki/langs/php.mjs') },
  powershell: { name: 'PowerShell', load: () => import('shiki/langs/powershell.mjs') },
  python: { name: 'Python', load: () => import('shiki/langs/python.mjs') },
  r: { name: 'R', load: () => import('shiki/langs/r.mjs') },
  ruby: { name: 'Ruby', load: () => import('shiki/langs/ruby.mjs') },
  rust: { name: 'Rust', load: () => import('shiki/langs/rust.mjs') },
  scala: { name: 'Scala', load: () => import('shiki/langs/scala.mjs') },
  sql: { name: 'SQL', load: () => import('shiki/langs/sql.mjs') },
  swift: { name: 'Swift', load: () => import('shiki/langs/swift.mjs') },
  toml: { name: 'TOML', load: () => import('shiki/langs/toml.mjs') },
  tsx: { name: 'TSX', load: () => import('shiki/langs/tsx.mjs') },
  typescript: { name: 'TypeScript', load: () => import('shiki/langs/typescript.mjs') },
  xml: { name: 'XML', load: () => import('shiki/langs/xml.mjs') },
  yaml: { name: 'YAML', load: () => import('shiki/langs/yaml.mjs') },
} satisfies Record<string, Language>;

export type LanguageId = keyof typeof LANGUAGES;

const ALIASES: ReadonlyMap<string, LanguageId> = new Map<string, LanguageId>([
  ['c#', 'csharp'],
  ['c++', 'cpp'],
  ['cs', 'csharp'],
  ['console', 'bash'],
  ['dockerfile', 'docker'],
  ['gql', 'graphql'],
  ['golang', 'go'],
  ['js', 'javascript'],
  ['json5', 'json'],
  ['jsonc', 'json'],
  ['kt', 'kotlin'],
  ['makefile', 'make'],
  ['md', 'markdown'],
  ['mjs', 'javascript'],
  ['patch', 'diff'],
  ['ps1', 'powershell'],
  ['py', 'python'],
  ['python3', 'python'],
  ['rb', 'ruby'],
  ['rs', 'rust'],
  ['sh', 'bash'],
  ['shell', 'bash'],
  ['svg', 'xml'],
  ['ts', 'typescript'],
  ['yml', 'yaml'],
  ['zsh', 'bash'],
]);

/** The language that a fence names; undefined when it is none of ours. */
export function languageId(name: string | undefined): LanguageId | undefined {
  const wanted = name?.toLowerCase() ?? '';
  return ALIASES.get(wanted) ?? (isLanguageId(wanted) ? wanted : undefined);
}

function isLanguageId(name: string): name is LanguageId {
  return Object.hasOwn(LANGUAGES, name);
}

const LONGEST_LABEL = 24;

/** What to call the language of a code block: its proper name, else what the fence says. */
export function languageLabel(name: string | undefined): string {
  const id = languageId(name);
  return id === undefined ? (name ?? '').slice(0, LONGEST_LABEL) : LANGUAGES[id].name;
}

export async function loadLanguage(id: LanguageId): Promise<LanguageRegistration[]> {
  return (await LANGUAGES[id].load()).default;
}
