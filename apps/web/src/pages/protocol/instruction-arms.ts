import type { InstructionArm, InstructionArmsRule, Instructions } from '@equipoise/domain';

/** A letter that no arm has yet, or a number behind them. */
export function nextArmName(arms: readonly InstructionArm[]): string {
  const taken = new Set(arms.map(({ id }) => id));
  return [...'ABCDEFGH'].find((letter) => !taken.has(letter)) ?? `${arms.length + 1}`;
}

/** Two arms to begin with: what the study says, and the same words to be changed. */
export function beginInstructionArms(instructions: Instructions): InstructionArmsRule {
  return {
    arms: [
      { id: 'A', title: '', instructions: null },
      { id: 'B', title: '', instructions },
    ],
  };
}
