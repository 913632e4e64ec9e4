import { create } from 'zustand';
import type { ChangeStatement, ChangeTarget } from '../../../src-main/contract/changes';
import type { Workbench } from '../workbench/index';
import { remember, statementFromMemory, type ChangeMemory } from './change-memory';

/** A change that a person is asked about. */
export interface ChangeQuestion {
  /** What is done, in the words of the screen: “Delete 3 entries”. */
  action: string;
  targets: readonly ChangeTarget[];
  /** What exactly is touched, one line each: hostile text. */
  lines?: readonly string[];
  /**
   * Offers to keep the statement for the next 15 minutes on these hosts, and uses a kept one
   * without asking. For chains of small writes; never for a runbook.
   */
  remember?: boolean;
  /** Asks even though a statement is kept; it only fills the fields. For what cannot be undone. */
  always?: boolean;
  /** Number and every name are needed, wherever it is: see `changeLacks`. Nothing is kept of it. */
  strict?: boolean;
  /** Word on the button that lets the change through. */
  confirmLabel?: string;
}

/** A question on the screen. */
export interface OpenQuestion extends ChangeQuestion {
  key: number;
  answer: (statement: ChangeStatement | null, keep: boolean) => void;
}

interface Changes {
  /** The first one is on the screen, the others wait. */
  questions: readonly OpenQuestion[];
  memory: ChangeMemory;
  /** Takes back what was kept for a host. */
  forget: (name: string) => void;
  /** Gives every question up and forgets everything: the vault is locked. */
  clear: () => void;
}

export const useChanges = create<Changes>((set, get) => ({
  questions: [],
  memory: {},
  forget: (name) =>
    set(({ memory: { [name]: _gone, ...memory } }) => ({
      memory,
    })),
  clear: () => {
    for (const question of get().questions) question.answer(null, false);
    set({ memory: {} });
  },
}));

let nextKey = 1;

/**
 * Asks for what the change gate wants: a reason, the change number if there is one, and the name
 * of every production host, typed. The rule is `changeLacks` of the contract.
 *
 * @returns what to send along as `statement`; null when the person gave up
 */
export function askChangeStatement(
  workbench: Workbench,
  question: ChangeQuestion,
): Promise<ChangeStatement | null> {
  if (!workbench.state.unlocked) return Promise.resolve(null);
  const { memory } = useChanges.getState();
  const kept =
    question.remember && !question.always
      ? statementFromMemory(memory, question.targets, Date.now())
      : null;
  if (kept) return Promise.resolve(kept);
  const key = nextKey++;
  return new Promise((resolve) => {
    const answer = (statement: ChangeStatement | null, keep: boolean): void => {
      useChanges.setState((state) => ({
        questions: state.questions.filter((other) => other.key !== key),
        memory:
          statement && keep
            ? remember(state.memory, question.targets, statement, Date.now())
            : state.memory,
      }));
      resolve(statement);
    };
    useChanges.setState(({ questions }) => ({
      questions: [...questions, { ...question, key, answer }],
    }));
  });
}
