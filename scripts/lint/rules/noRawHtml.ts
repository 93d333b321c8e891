import { projectPath, type Rule } from './rule.ts';

const properties = new Set([
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'setHTMLUnsafe',
  'srcdoc',
  'srcDoc',
]);
const message = 'Text from outside never becomes markup: render elements.';

/** Nothing in the interface turns a string into HTML. */
export const noRawHtml: Rule = {
  create(context) {
    const path = projectPath(context.filename);
    // Tests read what the interface has rendered.
    const isTest = /\.test\.tsx?$|\/testing\//.test(path);
    if (!path.startsWith('desktop/renderer/') || isTest) return {};
    return {
      JSXAttribute(node) {
        const name = node.name.type === 'JSXIdentifier' ? node.name.name : '';
        if (name === 'dangerouslySetInnerHTML' || properties.has(name)) context.report({ node, message });
      },
      Property(node) {
        const isDangerous = node.key.type === 'Identifier' && node.key.name === 'dangerouslySetInnerHTML';
        if (isDangerous) context.report({ node, message });
      },
      MemberExpression(node) {
        // Reading is harmless, but needs no exception: text comes from textContent.
        if (node.property.type === 'Identifier' && properties.has(node.property.name)) {
          context.report({ node, message });
        }
      },
    };
  },
};
