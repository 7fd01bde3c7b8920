/** Longest piece, UTF-16 units: what takes at most a few milliseconds to count. */
const MAX_PIECE = 4096;
/**
 * Characters of a run without a space, or of nothing but spaces, that are counted in one go. The tokenizer's time grows
 * with the square of such a run: 65,536 letters take it 4 s, so a prompt of them would stop everything else.
 */
const LONG_RUN = /\S{64}(?=\S)|\s{64}(?=\s)/gu;

/**
 * Cuts a text into pieces that are cheap to count. Words are left whole, so the pieces of ordinary text have as many model
 * tokens as the text, give or take one each; runs of more than 64 characters are cut, and may have a few more.
 */
export function* piecesOf(text: string): Generator<string> {
  let from = 0;
  for (const { index, 0: run } of text.matchAll(LONG_RUN)) {
    const to = index + run.length;
    yield* short(text, from, to);
    from = to;
  }
  yield* short(text, from, text.length);
}

/** A part of a text in which no run is long, in pieces that begin with a space where they can. */
function* short(text: string, start: number, end: number): Generator<string> {
  let from = start;
  while (end - from > MAX_PIECE) {
    const space = text.lastIndexOf(' ', from + MAX_PIECE);
    const to = space > from ? space : from + MAX_PIECE;
    yield text.slice(from, to);
    from = to;
  }
  if (end > from) yield text.slice(from, end);
}
