/** Words that the tiny model strings together. */
const words =
  'a about after all also an and any are as at back be because been before but by can come could day do down each ' +
  'even every few find first for from get give go good great had has have he her here him his how if in into is it ' +
  'just know large last left like line little long look made make man many may me men might more most much must my ' +
  'name never new no not now number of off old on one only or other our out over own part people place right said ' +
  'same see she should show small so some such take tell than that the their them then there these they thing think ' +
  'this those three through time to too two under up use very want was water way we well were what when where which ' +
  'while who why will with word work world would write year you your loom thread weft warp wool cloth colour pattern ' +
  'shuttle spindle yarn knot fabric weaver silk linen cotton needle frame fan card light stone river hill tree wind ' +
  'rain snow sun moon star sea ship bird horse dog cat house door window table bread salt honey apple corn';

/** What a token of the vocabulary is, as llama.cpp counts the kinds. */
export const tokenKinds = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;

/** One entry of the vocabulary. */
export interface VocabularyEntry {
  readonly text: string;
  readonly kind: number;
}

export const unknownId = 0;
export const beginId = 1;
export const endId = 2;

/** Every byte, so that any text can be read, and the words, so that what is written can be. */
export const vocabulary: readonly VocabularyEntry[] = [
  { text: '<unk>', kind: tokenKinds.unknown },
  { text: '<s>', kind: tokenKinds.control },
  { text: '</s>', kind: tokenKinds.control },
  ...Array.from({ length: 256 }, (_, byte) => ({
    text: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
    kind: tokenKinds.byte,
  })),
  // The tokenizer writes a space before a word as this mark.
  ...words.split(' ').map((word) => ({ text: `▁${word}`, kind: tokenKinds.normal })),
];
