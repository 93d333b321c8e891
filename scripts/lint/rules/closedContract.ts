import { isTestCode, projectPath, type Rule } from './rule.ts';

const openTypes = new Set(['any', 'unknown', 'looseObject']);
const openings = new Set(['passthrough', 'loose', 'catchall', 'nonstrict']);

/** What the contract in shared/ does not name does not pass: no zod type that lets anything through. */
export const closedContract: Rule = {
  create(context) {
    const path = projectPath(context.filename);
    if (!path.startsWith('shared/') || isTestCode(path)) return {};
    return {
      CallExpression(node) {
        const { callee } = node;
        if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
        const { name } = callee.property;
        const isZod = callee.object.type === 'Identifier' && callee.object.name === 'z';
        if (!openings.has(name) && !(isZod && openTypes.has(name))) return;
        context.report({ node, message: `${name}() lets through what the contract does not name.` });
      },
    };
  },
};
