import { boundaries } from './rules/boundaries.ts';
import { closedContract } from './rules/closedContract.ts';
import { noDoubleAssertion } from './rules/noDoubleAssertion.ts';
import { noRawHtml } from './rules/noRawHtml.ts';
import { oneGate } from './rules/oneGate.ts';
import { typeOverInterface } from './rules/typeOverInterface.ts';

// The linter loads a plugin by its default export.
export default {
  meta: { name: 'kipux' },
  rules: {
    boundaries,
    'closed-contract': closedContract,
    'no-double-assertion': noDoubleAssertion,
    'no-raw-html': noRawHtml,
    'one-gate': oneGate,
    'type-over-interface': typeOverInterface,
  },
};
