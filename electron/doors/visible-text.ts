/** Characters of a text, as they are shown, before its middle is left out. */
const shownAtMost = 480;
/** Characters of a line: desktops do not break a long word, and what stands outside of the screen is not read. */
const lineLength = 60;

/** Letters that are written from right to left turn the text around them. */
const rightToLeft =
  /[\p{scx=Arab}\p{scx=Hebr}\p{scx=Syrc}\p{scx=Thaa}\p{scx=Nkoo}\p{scx=Samr}\p{scx=Mand}\p{scx=Adlm}]/u;
/** Signs that can be seen, each on its own: no control, direction, joining or combining sign, no space but the plain one. */
const seen = /[\p{L}\p{N}\p{P}\p{S}]/u;
const unseen = /[\p{Default_Ignorable_Code_Point}\u2800]/u;
/** In an address a letter of another script can stand for one of ours. */
const address = /:\/\/|^\/(?:ip|dns)/;

/**
 * A text from an untrusted place, in double quotes, so that it can only be read as what it is: what is not seen, turns
 * other text around or imitates another letter of an address stands as `\u{…}`, quotes and backslashes have a backslash
 * before them. It goes on in further lines, each in quotes of its own; a long one loses its middle outside of the
 * quotes, with the number of characters left out.
 *
 * @param limit - Characters that may be shown. @defaultValue 480
 */
export function visibleText(text: string, limit = shownAtMost): string {
  const plainOnly = address.test(text);
  const points = Array.from(text, (point) => visiblePoint(point, plainOnly));
  if (lengthOf(points) <= limit) return quotedLines(points);
  const head = takeUpTo(points, (limit * 2) / 3);
  const tail = takeUpTo(points.reverse(), limit / 3).reverse();
  const missing = points.length - head.length - tail.length;
  return `${quotedLines(head)}${nextLine}(${missing} characters are not shown here)${nextLine}${quotedLines(tail)}`;
}

/** What a further line of a value begins with. */
export const nextLine = '\n        ';

function quotedLines(points: readonly string[]): string {
  const lines: string[] = [''];
  for (const point of points) {
    const last = lines.at(-1) ?? '';
    if (last.length + point.length > lineLength) lines.push(point);
    else lines[lines.length - 1] = last + point;
  }
  return lines.map((line) => `"${line}"`).join(nextLine);
}

function visiblePoint(point: string, plainOnly: boolean): string {
  if (point === '\\' || point === '"') return `\\${point}`;
  if (point >= ' ' && point <= '~') return point;
  const shown = !plainOnly && seen.test(point) && !unseen.test(point) && !rightToLeft.test(point);
  return shown ? point : `\\u{${point.codePointAt(0)?.toString(16)}}`;
}

const lengthOf = (points: readonly string[]): number => points.reduce((sum, point) => sum + point.length, 0);

function takeUpTo(points: readonly string[], limit: number): string[] {
  let length = 0;
  const end = points.findIndex((point) => {
    length += point.length;
    return length > limit;
  });
  return points.slice(0, end === -1 ? points.length : end);
}
