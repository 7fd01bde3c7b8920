/** Longest name that is shown, characters. */
const MAX_LENGTH = 80;

/**
 * A name that the system or another program made up, for people: in one line, short, and without characters that cannot
 * be seen or turn the direction of writing. Empty when nothing is left of it.
 */
export function shownName(text: string, maxLength = MAX_LENGTH): string {
  return text
    .slice(0, maxLength * 4)
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, maxLength)
    .replace(/[\p{Cs}\s]+$/u, '');
}
