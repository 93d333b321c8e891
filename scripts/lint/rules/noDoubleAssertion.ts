import type { Rule } from './rule.ts';

/** `x as unknown as T` turns the type checker off; parse the value, or narrow it. */
export const noDoubleAssertion: Rule = {
  create(context) {
    return {
      TSAsExpression(node) {
        const inner =
          node.expression.type === 'ParenthesizedExpression' ? node.expression.expression : node.expression;
        const through = inner.type === 'TSAsExpression' ? inner.typeAnnotation.type : undefined;
        if (through !== 'TSUnknownKeyword' && through !== 'TSNeverKeyword' && through !== 'TSAnyKeyword')
          return;
        context.report({
          node,
          message: 'An assertion through unknown proves nothing: parse or narrow the value.',
        });
      },
    };
  },
};
