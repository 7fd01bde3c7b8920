import type { ElectronApplication } from 'playwright-core';

/** A message box that the main process wanted to show. */
export interface NativeQuestion {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
  readonly defaultId: number;
  readonly cancelId: number;
}

/** Stands for the person before the message boxes of the desktop. */
export interface NativeQuestions {
  /** What was asked so far, oldest first. */
  asked(): Promise<readonly NativeQuestion[]>;
  /** Answers every further question at once with this button; null leaves them open. */
  answer(button: number | null): Promise<void>;
  /** Answers the questions that are open. */
  answerOpen(button: number): Promise<void>;
}

/** Takes the place of the desktop's message boxes in the main process, from now on. */
export async function takeQuestions(app: ElectronApplication): Promise<NativeQuestions> {
  const box = await app.evaluateHandle(({ dialog }) => {
    const state = {
      asked: [] as NativeQuestion[],
      button: null as number | null,
      open: [] as ((button: number) => void)[],
    };
    const show = async (_window: unknown, { message, detail, buttons, defaultId, cancelId }: NativeQuestion) => {
      state.asked.push({ message, detail, buttons, defaultId, cancelId });
      const response = state.button ?? (await new Promise<number>((resolve) => state.open.push(resolve)));
      return { response, checkboxChecked: false };
    };
    (dialog as { showMessageBox: unknown }).showMessageBox = show;
    return state;
  });
  return {
    asked: () => box.evaluate((state) => state.asked),
    answer: (button) =>
      box.evaluate((state, next) => {
        state.button = next;
      }, button),
    answerOpen: (button) =>
      box.evaluate((state, next) => {
        for (const answer of state.open.splice(0)) answer(next);
      }, button),
  };
}
