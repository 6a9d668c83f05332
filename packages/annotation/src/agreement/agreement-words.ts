/** Reasons of the statistics in words. */
export const agreementReasons: Readonly<Record<string, string>> = {
  'no-pairs': 'no case was answered by two readers',
  'no-units': 'no case was answered by both',
  'no-targets': 'no case was measured by both',
  'no-variation': 'everybody gave the same answer, so there is no chance agreement to beat',
  'no-spread': 'every patient tells the same, so there is nothing to estimate a spread from',
  'one-patient': 'there is one patient only',
  'one-cluster': 'there is one patient only',
  'no-rows': 'no such reading',
  'no-value': 'too few other readers',
  'too-few-readers': 'too few readers',
  'too-few-common-cases': 'fewer than 10 common cases',
  'too-few-compared-cases': 'fewer than 20 cases to compare',
  'too-few-patients': 'fewer than 10 patients',
  'too-few-informative-patients':
    'fewer than 10 patients with anything but the most frequent answer',
  'incomplete-design': 'too few cases were measured by every reader',
  'no-disagreement': 'the readers do not disagree anywhere',
  'too-few-cases': 'fewer than 5 cases',
  'all-empty': 'all masks are empty',
  'both-empty': 'both masks are empty',
  'one-category': 'there is one class only',
  'one-unit': 'there is one case only',
  'no-level': 'the group is not recorded',
  suppressed: 'hidden: few people, here or beside it',
  'not-defined': 'not defined here',
};

/** A reason as a phrase. */
export function because(reason: string | null | undefined): string {
  return reason ? (agreementReasons[reason] ?? reason.replaceAll('-', ' ')) : 'not defined here';
}

const minus = '\u2212';

/** A number with a true minus sign. */
export function figure(value: number | null, digits = 2): string {
  if (value === null || !Number.isFinite(value)) return '—';
  const text = value.toFixed(digits);
  return /^-?0(\.0*)?$/.test(text) ? text.replace('-', '') : text.replace('-', minus);
}

/** A difference with its sign. */
export function signed(value: number | null, digits = 2): string {
  const text = figure(value, digits);
  return value !== null && value > 0 && !/^0(\.0*)?$/.test(text) ? `+${text}` : text;
}

interface Ranged {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** `0.42 (0.38 to 0.46)`. */
export function ranged(
  one: Ranged,
  format: (value: number | null) => string = (value) => figure(value),
): string {
  if (one.value === null) return '—';
  if (one.low === null || one.high === null) return format(one.value);
  return `${format(one.value)} (${format(one.low)} to ${format(one.high)})`;
}

/** A share in per cent, without decimals between 10 and 90. */
export function percent(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '—';
  const hundred = 100 * value;
  const isEdge = (hundred > 0 && hundred < 10) || (hundred > 90 && hundred < 100);
  // A thin space that does not break: number and sign stay together.
  return `${figure(hundred, isEdge ? 1 : 0)}\u202f%`;
}

/** A count with thin spaces between thousands. */
export function counted(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/** `1 case`, `2 cases`. */
export function many(count: number, one: string, several = `${one}s`): string {
  return `${counted(count)} ${count === 1 ? one : several}`;
}

/** `a`, `a and b`, `a, b and c`; after eight names the rest is counted. */
export function listed(names: readonly string[]): string {
  if (names.length > 8) return `${names.slice(0, 8).join(', ')} and ${names.length - 8} more`;
  if (names.length < 2) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** A reader over a narrow column: the number alone of a pseudonym. */
export function columnName(reader: string): string {
  return reader.replace(/^Reader (\d+)$/, '$1');
}

/** What limits of several differences hold for, as the end of a caption; nothing for one. */
export function jointly(count: number): string {
  return count < 2 ? '' : ` The limits hold for all ${counted(count)} differences together.`;
}
