/**
 * Stripe counts money in whole numbers of a currency's smallest unit: https://docs.stripe.com/currencies. What is not
 * named here has two decimals.
 */
const DECIMALS: Readonly<Record<string, number>> = {
  ...decimalsOf(0, 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'),
  ...decimalsOf(3, 'BHD JOD KWD OMR TND'),
};

/** Counted in hundredths, of which only whole hundreds may be charged. */
const WHOLE_ONLY = new Set(['ISK']);

/** Stripe’s documentation says two different things of how it is counted: nothing is charged on a guess. */
const UNCLEAR = new Set(['UGX']);

/** The most that Stripe charges at once: eight digits. */
const MOST = 99_999_999n;

/**
 * An amount like "12.50" in the smallest unit of its currency, without floating point on the way. Undefined for what
 * cannot be charged: nothing, too much, a fraction that the currency does not have.
 */
export function toMinorUnits(amount: string, currency: string): number | undefined {
  const code = currency.toUpperCase();
  const [, whole, fraction = ''] = /^(\d{1,12})(?:\.(\d{1,12}))?$/.exec(amount) ?? [];
  if (whole === undefined || !/^[A-Z]{3}$/.test(code) || UNCLEAR.has(code)) return undefined;
  const decimals = DECIMALS[code] ?? 2;
  // Of thousandths Stripe takes whole tens only.
  const charged = decimals === 3 ? 2 : WHOLE_ONLY.has(code) ? 0 : decimals;
  if (/[1-9]/.test(fraction.slice(charged))) return undefined;
  const minor = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return minor > 0n && minor <= MOST ? Number(minor) : undefined;
}

function decimalsOf(decimals: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, decimals]));
}
