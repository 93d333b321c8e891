/** Something that a line says and must not. `line` counts from 1. */
export type Finding = { readonly file: string; readonly line: number; readonly message: string };

type TextRule = {
  readonly applies: (file: string) => boolean;
  /** What is wrong with the line, or nothing. */
  readonly check: (line: string) => string | undefined;
};

/** Rules that the linter's own comments must not be able to switch off, and rules for every kind of file. */
const rules: readonly TextRule[] = [
  { applies: isSource, check: suppressionWithoutReason },
  { applies: (file) => !/\.test\.tsx?$/.test(file), check: machinePath },
];

export function checkText(file: string, text: string): Finding[] {
  const applying = rules.filter((rule) => rule.applies(file));
  return text.split('\n').flatMap((line, index) =>
    applying.flatMap(({ check }) => {
      const message = check(line);
      return message === undefined ? [] : [{ file, line: index + 1, message }];
    }),
  );
}

/** The tests of these rules are full of what the rules look for. */
function isSource(file: string): boolean {
  return /\.(ts|tsx|mjs|css)$/.test(file) && !/^scripts\/lint\/.*\.test\.ts$/.test(file);
}

const comment = String.raw`(?:\/\/|\/\*|^\s*\*)\s*`;
const lintSuppression = new RegExp(`${comment}(?:ox|es)lint-disable(?:-next-line|-line)?(.*)`);
const formatSuppression = new RegExp(`${comment}biome-ignore(?:-all|-start)?([^:]*:?)(.*)`);
const typeSuppression = new RegExp(`${comment}@ts-(expect-error|ignore|nocheck)(.*)`);

function suppressionWithoutReason(line: string): string | undefined {
  const lint = lintSuppression.exec(line)?.[1];
  if (lint !== undefined) {
    const [names = '', reason = ''] = lint.split('--');
    if (!/[\w-]/.test(names)) return 'Name the rules that are switched off.';
    return isReason(reason) ? undefined : 'Say after -- why the rule is switched off.';
  }
  const format = formatSuppression.exec(line);
  if (format) return isReason(format[2]) ? undefined : 'Say after the colon why biome is to look away.';
  const types = typeSuppression.exec(line);
  if (!types) return undefined;
  if (types[1] !== 'expect-error')
    return `Instead of @ts-${types[1]} write @ts-expect-error, which ends with its cause.`;
  return isReason(types[2]) ? undefined : 'Say after @ts-expect-error why the type checker is wrong.';
}

/** A word or two at least, not only the comment's end. */
function isReason(text = ''): boolean {
  return /\p{L}{2,}\s+\p{L}{2,}/u.test(text);
}

const machinePaths =
  /(?<![\w.])\/(?:home|Users|root|work)\/[\w.-]+|[A-Z]:\\Users\\|\.\.\/shared\/(?:reference|tools|hooks|design)/;

function machinePath(line: string): string | undefined {
  const found = machinePaths.exec(line)?.[0];
  return found === undefined ? undefined : `${found} exists on one machine only.`;
}
