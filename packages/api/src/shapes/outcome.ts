import { answerSchema, imageRecordSchema, questionSchema } from '@equipoise/domain';
import { z } from 'zod';
import { document, id, instant } from './primitives.ts';

/** Which answers figures rest on. */
const figureState = {
  /** When the answers were read that they rest on; null while nothing is known yet. */
  asOf: instant.nullable(),
  /** Answers handed in since. */
  laterCount: z.int(),
  /** Part done of newer figures, 0 to 1; null where none are being computed. */
  share: z.number().nullable(),
};

/** A case that is read again. */
export const rereadShape = z.object({
  caseId: z.string(),
  by: z.enum(['others', 'same']),
  /** Readings asked for, and those not handed in yet. */
  asked: z.int(),
  pending: z.int(),
  why: z.string(),
  at: instant,
});

/** Where a case may stand. */
export const caseStates = ['open', 'reading', 'adjudication', 'settled', 'unresolved'] as const;

/** Where a case may stand as it is told: `read` says no more where results are hidden until the end. */
export const shownCaseStates = [...caseStates, 'read'] as const;

/** Where a study stands. */
export const progressShape = z.object({
  ...figureState,
  /** Measured cases, and how many of them stand where. */
  caseCount: z.int(),
  states: z.array(z.object({ state: z.enum(shownCaseStates), count: z.int() })),
  /** Cases that were asked for, and a page of them. */
  total: z.int(),
  cases: z.array(
    z.object({
      caseId: id,
      readsDone: z.int(),
      readsNeeded: z.int(),
      state: z.enum(shownCaseStates),
    }),
  ),
  readers: z.array(
    z
      .object({
        readerId: id,
        displayName: z.string(),
        assignedCount: z.int(),
        doneCount: z.int(),
        leftCount: z.int(),
        activeMinutes: z.number(),
        medianSeconds: z.number().nullable(),
      })
      .loose(),
  ),
  /** Null where results are hidden until the end. */
  settledCount: z.int().nullable(),
  readsDone: z.int(),
  readsNeeded: z.int(),
});

/** How readers stand: exam, gold cases, drift, fatigue, agreement with oneself. */
export const standingsShape = z.object({
  ...figureState,
  readers: z.array(
    z.object({
      readerId: id,
      displayName: z.string(),
      state: z.enum(['active', 'suspended', 'removed']),
      why: z.string().nullable(),
      exam: z.array(z.object({ at: instant, result: document })),
      examStanding: z.string().nullable(),
      standing: document,
      fatigue: document,
      flagCount: z.int(),
    }),
  ),
  intraReader: document,
});

/** A stored answer of a reader, with everything that was recorded with it. */
export const answerRecordShape = z
  .object({ answerId: id, caseId: id, readerId: id, answers: z.array(answerSchema) })
  .loose();

/** A thread of messages as curators see it. */
export const threadShape = z.object({
  threadId: id,
  caseId: id.nullable(),
  resolvedAt: instant.nullable(),
  messages: z.array(
    z.object({
      messageId: id,
      kind: z.enum(['flag', 'question', 'reply', 'note']),
      authorId: id,
      authorName: z.string(),
      body: z.string(),
      createdAt: instant,
    }),
  ),
});

/** A case in adjudication, in the list of those who decide. */
export const adjudicationLineShape = z.object({
  adjudicationId: id,
  state: z.enum(['open', 'begun', 'decided', 'unresolved', 'withdrawn']),
  stage: z.enum(['blind-read', 'decide']).nullable(),
  round: z.int().nullable(),
  isMyTurn: z.boolean(),
});

/** A case in adjudication as one who decides sees it now. */
export const adjudicationShape = adjudicationLineShape.extend({
  version: z.int(),
  images: z.array(imageRecordSchema),
  /** Images that hang beside those of the case. */
  related: z.array(
    z.object({
      relation: z.enum(['prior', 'contralateral', 'other-view']),
      images: z.array(imageRecordSchema),
    }),
  ),
  /** How the protocol has the disagreement decided. */
  rule: z.enum(['none', 'third-reader', 'senior', 'round-robin', 'panel']),
  /** Questions to decide about. */
  questionIds: z.array(z.string()),
  rubric: z.array(z.object({ id: z.string(), text: z.string() })),
  /** Empty until the own reading is done. */
  reads: z.array(
    z.object({
      letter: z.string(),
      answers: z.array(answerSchema),
      reason: z.string(),
      rubric: z.array(z.object({ id: z.string(), text: z.string() })),
      isOwn: z.boolean(),
    }),
  ),
  /** What the caller did so far. */
  own: z.array(document),
});

/** The label of a case and a question, with what it came from. */
export const labelShape = z.object({
  caseId: id,
  questionId: z.string(),
  version: z.int(),
  /** The answer; null where the case stayed unresolved. */
  label: answerSchema.nullable(),
  method: z.string(),
  sources: z.array(z.string()),
  createdAt: instant,
});

/** A document of the statistics: facts, sections, estimates, as `report.json` has them. */
export const analysisShape = z.object({
  kind: z.enum(['agreement', 'consensus', 'instructions']),
  /** The call of the command that gives the same numbers on the export. */
  command: z.array(z.string()),
  readingCount: z.int(),
  summary: z.array(z.string()),
  facts: document,
  sections: document,
  estimates: z.array(z.unknown()),
  findings: z.array(z.unknown()),
  warnings: z.array(z.unknown()),
});

/** A consensus by a statistical method, and what it says about each case. */
export const consensusAnalysisShape = analysisShape.extend({
  caseLabels: z.array(
    z.object({
      caseId: id,
      questionId: z.string(),
      /** Column of the export: the question, or one of its options. */
      column: z.string(),
      label: z.string().nullable(),
      /** Probability of the label; null for numbers. */
      certainty: z.number().nullable(),
      isTied: z.boolean(),
      answerCount: z.int(),
      cannotTellCount: z.int(),
      method: z.string(),
    }),
  ),
});

/** Agreement so far; `analysis` is null while it is computed for the first time. */
export const agreementFigureShape = z.object({
  ...figureState,
  analysis: analysisShape.nullable(),
});

/** A consensus so far; `analysis` is null while it is computed for the first time. */
export const consensusFigureShape = z.object({
  ...figureState,
  analysis: consensusAnalysisShape.nullable(),
});

/** What an analysis can be asked about. */
export const analysisChoicesShape = z.object({
  questions: z.array(questionSchema),
  /** Ids of those that the rule of adjudication decides about. */
  decided: z.array(z.string()),
  /** Ways of reading; empty where there is one. */
  arms: z.array(z.string()),
  /** Which kinds of case have readings: asked for, hidden gold, shown again. */
  purposes: z.array(z.enum(['measured', 'gold', 'repeat'])),
  /** Whether there are answers from before the model was shown. */
  hasFirstStep: z.boolean(),
  /** By what instructions are compared: as given at random, or one after another; null where there is one version. */
  comparedInstructions: z.enum(['instructions', 'instructions_number']).nullable(),
});

/** A case in the gallery. */
export const galleryShape = z.object({
  total: z.int(),
  filters: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
  cases: z.array(
    z.object({
      caseId: id,
      use: z.enum(['measured', 'gold', 'exam', 'training', 'unused']),
      attributes: z.array(z.object({ name: z.string(), value: z.string() })),
      images: z.array(z.object({ imageId: id, frameCount: z.int() })),
      labels: z.array(z.object({ questionId: z.string(), text: z.string(), method: z.string() })),
    }),
  ),
});

/** Which of the cases behind a figure: by label, and by whether the model was right. */
export const cellOutcomes = [
  'all',
  'positive',
  'negative',
  'right',
  'wrong',
  'missed',
  'false-alarm',
] as const;

/** Cases behind a cell of an audit. */
export const jobCasesShape = z.object({
  /** How many cases there are of each kind; those that the task does not know are left out. */
  counts: z.array(z.object({ outcome: z.enum(cellOutcomes), count: z.int() })),
  total: z.int(),
  caseIds: z.array(z.string()),
});

/** Long work. */
export const jobShape = z.object({
  jobId: id,
  kind: z.string(),
  /** What an audit or a search for label errors was asked; null for other jobs. */
  asked: z
    .object({
      question: z.string(),
      option: z.string().nullable(),
      score: z.string(),
      positive: z.string().nullable(),
      groups: z.string().nullable(),
      caseColumn: z.string(),
      seed: z.int(),
    })
    .nullable(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  progress: z.number(),
  stage: z.string().nullable(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  isCancelAsked: z.boolean(),
  /** Names of the files it made; `report.html` is to be shown in a sandboxed frame. */
  files: z.array(z.string()),
  failure: z.object({ code: z.string(), sentence: z.string(), mend: z.string() }).nullable(),
  result: document,
});
