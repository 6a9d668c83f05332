import { refuse } from '../http/refuse.ts';

/** Words of this place and of lists of stolen passwords; what is left without them must still be a password. */
const commonWords = [
  'equipoise',
  'readingroom',
  'reading',
  'room',
  'hospital',
  'clinic',
  'klinik',
  'radiology',
  'radiologie',
  'password',
  'passwort',
  'kennwort',
  'passw0rd',
  'administrator',
  'admin',
  'welcome',
  'willkommen',
  'changeme',
  'letmein',
  'iloveyou',
  'sunshine',
  'princess',
  'football',
  'baseball',
  'superman',
  'dragon',
  'monkey',
  'master',
  'secret',
  'login',
  'hello',
  'hallo',
  'spring',
  'summer',
  'autumn',
  'winter',
  'sommer',
  'test',
];

/** Rows and columns of keyboards, and the two ways to count. */
const runs = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  '1qaz2wsx3edc4rfv5tgb',
];

const fewestLeft = 4;
const fewestDifferent = 5;

/** The text without each word in it. */
function without(text: string, words: readonly string[]): string {
  return words.reduce((left, word) => left.replaceAll(word, ' '), text);
}

/** How many letters follow their neighbour neither in a run nor as its repeat. */
function breaks(text: string): number {
  let count = 0;
  for (let i = 1; i < text.length; i += 1) {
    const pair = text.slice(i - 1, i + 1);
    const back = `${pair[1]}${pair[0]}`;
    const isRun = runs.some((run) => run.includes(pair) || run.includes(back));
    if (!isRun && pair[0] !== pair[1]) count += 1;
  }
  return count;
}

/**
 * Whether a password is among the first that anybody would try: a few signs repeated, a run of keys, or common words and
 * the person's own names with figures around them. How it is put together is not asked.
 *
 * @param own names and addresses of the person
 */
export function isWeakPassword(password: string, own: readonly string[]): boolean {
  const text = password.toLowerCase();
  if (new Set(text).size < fewestDifferent || breaks(text) < fewestLeft) return true;
  const names = own
    .flatMap((name) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((name) => name.length >= 3);
  // The long ones first: what they hold must not be cut before them.
  const words = [...commonWords, ...names].sort((a, b) => b.length - a.length);
  const plain = text
    .replaceAll('@', 'a')
    .replaceAll('$', 's')
    .replaceAll(/[\s_.-]/g, '');
  const read = plain
    .replaceAll('0', 'o')
    .replaceAll('1', 'i')
    .replaceAll('3', 'e')
    .replaceAll('5', 's');
  return [plain, read].some(
    (one) => without(one, words).replaceAll(/[^\p{L}]/gu, '').length < fewestLeft,
  );
}

/** Refuses a password that is easy to guess. @throws room/bad-request */
export function checkNewPassword(password: string, own: readonly string[]): void {
  if (!isWeakPassword(password, own)) return;
  refuse(
    'room/bad-request',
    'This password is easy to guess.',
    'Take a sentence of your own; common words, names, figures and neighbouring keys alone do not do.',
  );
}
