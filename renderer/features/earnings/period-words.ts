import type { Period } from '../../store/slices/earnings.ts';

/** On the buttons. */
export const periodLabels: Readonly<Record<Period, string>> = {
  today: 'Today',
  '7-days': '7 days',
  '30-days': '30 days',
  all: 'All',
};

/** At the start of a sentence. */
export const periodInSentence: Readonly<Record<Period, string>> = {
  today: 'Today',
  '7-days': 'Last 7 days',
  '30-days': 'Last 30 days',
  all: 'Since the first answer',
};
