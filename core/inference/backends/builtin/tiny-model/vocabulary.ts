/** Words that an answer begins with, goes on with, and ends with. */
const words = {
  opener: 'Every Another This That Some Such One Our Your Their Each Many',
  middle:
    'about after again all also and any are as at back be because been before but by can come could day do down each ' +
    'even few find first for from get give go good great had has have he her here him his how if in into is it just ' +
    'know large last left like line little long look made make man many may me men might more most much must my name ' +
    'never new no not now number of off old on only or other out over own part people place right said same see she ' +
    'should show small so take tell than the them then there these they thing think those three through time to too ' +
    'two under up use very want was water way we well were what when where which while who why will with word work ' +
    'world would write year you loom thread weft warp wool cloth colour pattern shuttle spindle yarn knot fabric',
  closer:
    'linen. cotton. needle. frame. light. stone. river. hill. tree. wind. rain. snow. moon. star. sea. ship. bird. ' +
    'horse. window. table. bread. honey. apple. corn.',
} as const;

/** What a token of the vocabulary is, as llama.cpp counts the kinds. */
const tokenKinds = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;

/** One entry of the vocabulary. */
export interface VocabularyEntry {
  readonly text: string;
  readonly kind: number;
  /** Where in an answer it stands; `text` is what only a prompt has. */
  readonly role: Role;
}

/** What an answer is made of, in the order in which it comes. */
export const roles = ['text', 'opener', 'middle', 'closer', 'end'] as const;
export type Role = (typeof roles)[number];

export const unknownId = 0;
export const beginId = 1;
export const endId = 2;

/** Every byte, so that any text can be read, and the words, so that what is written can be. */
export const vocabulary: readonly VocabularyEntry[] = [
  { text: '<unk>', kind: tokenKinds.unknown, role: 'text' },
  { text: '<s>', kind: tokenKinds.control, role: 'text' },
  { text: '</s>', kind: tokenKinds.control, role: 'end' },
  ...Array.from({ length: 256 }, (_, byte): VocabularyEntry => {
    const text = `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
    return { text, kind: tokenKinds.byte, role: 'text' };
  }),
  ...(['opener', 'middle', 'closer'] as const).flatMap((role) =>
    // The tokenizer writes a space before a word as this mark.
    words[role].split(' ').map((word) => ({ text: `▁${word}`, kind: tokenKinds.normal, role })),
  ),
];
