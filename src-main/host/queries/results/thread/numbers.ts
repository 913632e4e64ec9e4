/** A number as databases write it; what JavaScript alone would take, as hexadecimal, is none. */
const pattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Of a cell; NaN where it is none. Infinities are numbers here, whatever their spelling. */
export function numberOf(text: string): number {
  const value = Number(text);
  if (Number.isNaN(value)) return infinityOf(text);
  // Blanks are 0 for JavaScript, and `0x10` is 16.
  const doubtful = value === 0 || text.charCodeAt(1) >= 0x42;
  return doubtful && !pattern.test(text) ? infinityOf(text.trim()) : value;
}

function infinityOf(text: string): number {
  if (/^\+?inf(inity)?$/i.test(text)) return Infinity;
  return /^-inf(inity)?$/i.test(text) ? -Infinity : NaN;
}

/** Whether a double may hold less than the text says. */
export function mayRound(text: string): boolean {
  return text.length > 15;
}

/** A finite decimal: value = ± 0.digits × 10^exponent; digits without zeros at either end, empty for zero. */
export interface Decimal {
  negative: boolean;
  digits: string;
  exponent: number;
}

/** Null where the text is no finite number. */
export function decimalOf(text: string): Decimal | null {
  if (!pattern.test(text)) return null;
  const negative = text.startsWith('-');
  const [mantissa = '', power = '0'] = text.replace(/^[+-]/, '').split(/[eE]/);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  const leading = /^0*/.exec(all)?.[0].length ?? 0;
  const digits = all.slice(leading).replace(/0+$/, '');
  if (digits === '') return { negative: false, digits, exponent: 0 };
  return { negative, digits, exponent: whole.length - leading + Number(power) };
}

/**
 * The same for equal numbers, however they are written: `1`, `1.00` and `1e0` are one. A double
 * where it says all, else a text; what is no number stays as it is.
 */
export function canonicalNumber(text: string): number | string {
  if (!mayRound(text)) {
    const value = numberOf(text);
    return Number.isFinite(value) ? value + 0 : text;
  }
  const decimal = decimalOf(text);
  if (!decimal) return text;
  const { negative, digits, exponent } = decimal;
  if (digits.length <= 15 && Math.abs(exponent) < 300) return Number(text) + 0;
  return `${negative ? '-' : ''}${digits}e${exponent}`;
}

/** Exponents of numbers that databases hold stay far below. */
const bias = 50_000;

/**
 * A text whose code points are ordered as the numbers are: exactly, with any number of digits.
 * Infinities stand at the ends, then NaN, then what is no number, by its text.
 */
export function sortableNumber(text: string): string {
  const decimal = decimalOf(text);
  if (!decimal) {
    const value = numberOf(text);
    if (value === -Infinity) return '0';
    if (value === Infinity) return '4';
    return /^nan$/i.test(text) ? '5' : `6${text}`;
  }
  const { negative, digits, exponent } = decimal;
  if (digits === '') return '2';
  const biased = Math.min(99_999, Math.max(0, exponent + bias));
  if (!negative) return `3${String(biased).padStart(5, '0')}${digits}`;
  // The greater a negative number's digits, the smaller it is; `~` ends shorter ones behind longer ones.
  const complement = digits.replace(/\d/g, (digit) => String(9 - Number(digit)));
  return `1${String(99_999 - biased).padStart(5, '0')}${complement}~`;
}

/** Negative, 0 or positive, exactly. */
export function compareNumbers(left: string, right: string): number {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b && !mayRound(left) && !mayRound(right)) return 0;
  const [x, y] = [sortableNumber(left), sortableNumber(right)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Numbers with up to this many digits are summed as doubles first. */
const safeDigits = 15;
const safeSum = 2 ** 52;

/** An exact sum of decimals. */
export class ExactSum {
  /** By digits behind the point: what fits a double, and what went beyond. */
  private readonly small: number[] = [];
  private readonly large: bigint[] = [];

  /** Whether the text was a finite number of reasonable size. */
  add(text: string): boolean {
    const point = text.indexOf('.');
    if (text.length <= safeDigits && !/[eE]/.test(text)) {
      const value = Number(point < 0 ? text : text.slice(0, point) + text.slice(point + 1));
      if (text === '' || !Number.isFinite(value) || !pattern.test(text)) return false;
      this.addSmall(value, point < 0 ? 0 : text.length - point - 1);
      return true;
    }
    const decimal = decimalOf(text);
    if (!decimal) return false;
    const { negative, digits, exponent } = decimal;
    if (Math.abs(exponent) > 2000 || digits.length > 4000) return false;
    if (digits === '') return true;
    const scale = Math.max(0, digits.length - exponent);
    const value = BigInt(digits.padEnd(exponent, '0'));
    this.large[scale] = (this.large[scale] ?? 0n) + (negative ? -value : value);
    return true;
  }

  /** The sum as a whole number of units of 10^-scale. */
  private total(): { units: bigint; scale: number } {
    const scale = Math.max(this.small.length, this.large.length, 1) - 1;
    let units = 0n;
    for (let at = 0; at <= scale; at += 1) {
      const here = (this.large[at] ?? 0n) + BigInt(this.small[at] ?? 0);
      units += here * 10n ** BigInt(scale - at);
    }
    return { units, scale };
  }

  toString(): string {
    const { units, scale } = this.total();
    return decimalText(units, scale);
  }

  /** Divided by a count, to 20 digits behind the point at most. */
  mean(count: number): string {
    const { units, scale } = this.total();
    const more = 20;
    const text = decimalText((units * 10n ** BigInt(more)) / BigInt(count), scale + more);
    const [whole = '0', fraction = ''] = text.split('.');
    const kept = fraction.slice(0, 20).replace(/0+$/, '');
    return kept === '' ? whole : `${whole}.${kept}`;
  }

  private addSmall(value: number, scale: number): void {
    const sum = (this.small[scale] ?? 0) + value;
    if (Math.abs(sum) < safeSum) {
      this.small[scale] = sum;
      return;
    }
    this.large[scale] = (this.large[scale] ?? 0n) + BigInt(this.small[scale] ?? 0) + BigInt(value);
    this.small[scale] = 0;
  }
}

function decimalText(units: bigint, scale: number): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`;
}
