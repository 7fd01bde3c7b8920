/**
 * The locale of every number, time and date. The window speaks English, so its numbers follow the English that the
 * system prefers; a decimal comma inside English sentences would also contradict the price fields.
 */
export const locale: string = preferredEnglish();

function preferredEnglish(): string {
  const languages = typeof document === 'undefined' ? [] : navigator.languages;
  return languages.find((language) => /^en\b/i.test(language)) ?? 'en-US';
}

/** What stands for a value that is not known; always beside spoken words that say why. */
export const notKnown = '–';
