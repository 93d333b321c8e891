import { expect, test } from 'vitest';
import { newPlan } from '../testing/memoryAdmin.ts';
import { emptyPlan, formOf, mistakesOf, termsOf } from './planForm.ts';

test('a plan goes through its form unchanged', () => {
  const {
    code: _code,
    isDefault: _isDefault,
    subscribers: _subscribers,
    isUnused: _isUnused,
    retiredAt: _at,
    ...terms
  } = newPlan({
    priceMonthly: '9.50',
    messageLimit: null,
    models: ['gpt-5', 'llama3.2'],
  });
  expect(termsOf(formOf(newPlan({ ...terms })))).toEqual(terms);
});

test.each(['9,5', ' 9.50 ', '0', '1234567.99'])('%s is an amount', (priceMonthly) => {
  expect(mistakesOf({ ...emptyPlan, name: 'x', code: 'x', priceMonthly }, true)).toEqual({});
});

test.each(['', '-1', '9.505', '1e3', '1.234,56', '12345678'])('“%s” is no amount', (priceMonthly) => {
  expect(mistakesOf({ ...emptyPlan, priceMonthly }, true)).toMatchObject({ priceMonthly: 'wrongPrice' });
});

test.each(['1.5', '-1', 'mil', '99999999999'])('“%s” is no limit', (messageLimit) => {
  expect(mistakesOf({ ...emptyPlan, messageLimit }, true)).toMatchObject({ messageLimit: 'wrongNumber' });
});
