/** What the scripted backend says; each answer is made of whole sentences of one of these. */
export const demoTexts: readonly string[] = [
  'This answer was not written by a model. It is the scripted backend of the demo, which takes a moment to begin and then sends its words one after another, the way a real model does. Everything around it is real: the request was signed by a client, checked here, put into the queue, priced, written to the ledger and signed before it went back.',
  'A heat pump moves heat instead of making it. A fluid takes up warmth outside, a compressor raises its temperature, and a second exchanger gives the warmth off inside. For each unit of electricity three or four units of heat arrive, because most of them were only carried.',
  'Sort the files by date first, then look at the newest one. If the error is in it, the change of yesterday is the cause and can be taken back. If it is not, halve the range and look again. Ten steps are enough for a thousand files.',
  'The lighthouse keeper counted the ships as others count sheep. Every evening he wrote the number into a book, with the weather and one word about the sea. After thirty years the words made a poem that nobody had planned, and it was a good one.',
  'Soak the beans overnight, drain them and cook them slowly with a bay leaf. Fry onions and garlic in a little oil, add tomatoes and a spoon of smoked paprika, and let it simmer. Put the beans in, salt only now, and serve with bread.',
  'A hash turns any text into a number of fixed size. The same text always gives the same number, a different text almost surely another one, and nobody can go back from the number to the text. That is why a signature can be made over the hash alone.',
];
