import { isTestCode, projectPath, type Rule } from './rule.ts';

/** Calls that may stand in one place only, where every use of them is checked. */
const gates = [
  {
    object: 'ipcMain',
    methods: new Set(['handle', 'handleOnce', 'on', 'once', 'addListener']),
    home: /^desktop\/main\/ipc[^/]*(\/.*)?\.ts$|^desktop\/main\/ipc\//,
    where: 'desktop/main/ipc*.ts, which checks the sender and parses the arguments',
  },
  {
    object: 'shell',
    methods: new Set(['openExternal']),
    home: /^desktop\/main\/externalLinks\.ts$/,
    where: 'desktop/main/externalLinks.ts, which decides what may leave the app',
  },
] as const;

export const oneGate: Rule = {
  create(context) {
    const path = projectPath(context.filename);
    if (isTestCode(path) || path.startsWith('scripts/')) return {};
    return {
      MemberExpression(node) {
        const name = nameOf(node.property);
        for (const { object, methods, home, where } of gates) {
          if (nameOf(node.object) !== object || name === undefined || !methods.has(name) || home.test(path))
            continue;
          context.report({ node, message: `${object}.${name} belongs in ${where}.` });
        }
      },
    };
  },
};

function nameOf(node: { type: string }): string | undefined {
  if (node.type === 'Identifier' && 'name' in node && typeof node.name === 'string') return node.name;
  if (node.type === 'Literal' && 'value' in node && typeof node.value === 'string') return node.value;
  // electron.ipcMain.handle
  if (node.type === 'MemberExpression' && 'property' in node && isNode(node.property))
    return nameOf(node.property);
  return undefined;
}

function isNode(value: unknown): value is { type: string } {
  return typeof value === 'object' && value !== null && 'type' in value;
}
