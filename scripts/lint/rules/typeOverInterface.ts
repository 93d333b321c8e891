import type { Rule } from './rule.ts';

/** One word for a shape. Only what merges into a package's own declaration has to be an interface. */
export const typeOverInterface: Rule = {
  create(context) {
    let merging = 0;
    const enter = () => void merging++;
    const leave = () => void merging--;
    return {
      TSModuleDeclaration: enter,
      'TSModuleDeclaration:exit': leave,
      TSGlobalDeclaration: enter,
      'TSGlobalDeclaration:exit': leave,
      TSInterfaceDeclaration(node) {
        if (merging === 0) context.report({ node, message: 'Write a type.' });
      },
    };
  },
};
