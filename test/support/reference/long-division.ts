/**
 * What an amount of one currency is in another, as a pupil does it: digits are multiplied one by one, the product is
 * divided digit after digit, and what is left over says whether to round up (halves away from zero).
 *
 * @param perEuro - what one euro comes to in each of both, as decimal digits.
 * @param decimals - of each of both currencies.
 */
export function convertedByHand(
  amount: number,
  perEuro: readonly [from: string, to: string],
  decimals: readonly [from: number, to: number],
): number {
  const [from, to] = perEuro.map(digitsOf) as [Digits, Digits];
  const shift = from.places + decimals[1] - to.places - decimals[0];
  const product = multiplied(digitsIn(String(Math.abs(amount))), to.digits);
  const dividend = shift >= 0 ? [...product, ...new Array<number>(shift).fill(0)] : product;
  const divisor = Number(from.digits.join('')) * 10 ** Math.max(0, -shift);
  if (divisor > 9e14) throw new RangeError(`the divisor ${divisor} has too many digits for this twin`);
  let [quotient, rest] = [0, 0];
  for (const digit of dividend) {
    rest = rest * 10 + digit;
    let times = 0;
    while (rest >= divisor) {
      rest -= divisor;
      times++;
    }
    quotient = quotient * 10 + times;
  }
  if (rest * 2 >= divisor) quotient++;
  return amount < 0 && quotient > 0 ? -quotient : quotient;
}

interface Digits {
  readonly digits: readonly number[];
  readonly places: number;
}

function digitsOf(text: string): Digits {
  const [whole = '', fraction = ''] = text.split('.');
  return { digits: digitsIn(whole + fraction), places: fraction.length };
}

const digitsIn = (text: string): number[] => Array.from(text, Number);

function multiplied(a: readonly number[], b: readonly number[]): number[] {
  const product = new Array<number>(a.length + b.length).fill(0);
  for (let i = a.length - 1; i >= 0; i--) {
    let carry = 0;
    for (let j = b.length - 1; j >= 0; j--) {
      const sum = product[i + j + 1]! + a[i]! * b[j]! + carry;
      product[i + j + 1] = sum % 10;
      carry = (sum - (sum % 10)) / 10;
    }
    product[i] = carry;
  }
  return product;
}
