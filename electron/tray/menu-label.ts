/** A text as a line of a menu shows it: a single `&` would mark the key of the line, and vanish. */
export function menuLabel(text: string): string {
  return text.replaceAll('&', '&&');
}
