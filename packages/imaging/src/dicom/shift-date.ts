/**
 * A date moved by whole days, Gregorian calendar.
 *
 * @param text eight digits, year month day
 * @param days whole, may be negative
 * @returns null when the text is no date, or the result lies before the year 1
 */
export function shiftDate(text: string, days: number): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > 31 || year < 1) return null;
  return fromDays(toDays(year, month, day) + Math.round(days));
}

/** Days since 1 March of the year 0: leap days fall at the end of such years. */
function toDays(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const m = (month + 9) % 12;
  const leap = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return 365 * y + leap + Math.floor((153 * m + 2) / 5) + day - 1;
}

function fromDays(total: number): string | null {
  let year = Math.floor(total / 365.2425) + 1;
  while (toDays(year, 3, 1) > total) year -= 1;
  const ofYear = total - toDays(year, 3, 1);
  const m = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * m + 2) / 5) + 1;
  const month = ((m + 2) % 12) + 1;
  const civil = month <= 2 ? year + 1 : year;
  if (civil < 1 || civil > 9999) return null;
  return `${String(civil).padStart(4, '0')}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`;
}
