/**
 * The labelling of AIROGS as a protocol document: entry exam at 85 % accuracy and 92 % specificity, random pairs of
 * graders, three outcomes (referable, not referable, ungradable), features asked of positives only, a glaucoma
 * specialist where a pair disagrees, and graders below 80 % sensitivity or 95 % specificity suspended with their
 * gradings done again by others. Shares of gold and repeats, the minimum of gold answers and the wait between exams
 * are choices of this template.
 *
 * @see Lemij et al. 2023, doi:10.1016/j.xops.2023.100300; de Vente et al. 2024, doi:10.1109/TMI.2023.3313786
 */
export const airogsTemplate: Readonly<Record<string, unknown>> = {
  schemaVersion: 1,
  studyId: 'airogs',
  title: 'Referable glaucoma in fundus photographs',
  description:
    'Is this eye to be referred for glaucoma? Two graders, a specialist where they differ.',
  template: 'airogs',
  questions: [
    {
      id: 'glaucoma',
      kind: 'single',
      text: 'Is referable glaucoma present?',
      help: 'Referable: damage so marked that visual field loss is to be expected.',
      options: [
        { value: 'referable', text: 'Referable glaucoma', key: 'r' },
        { value: 'not-referable', text: 'No referable glaucoma', key: 'n' },
      ],
      ungradable: [
        { value: 'blurred', text: 'Out of focus' },
        { value: 'dark', text: 'Too dark or too bright' },
        { value: 'disc-missing', text: 'Optic disc not in the picture' },
        { value: 'other', text: 'Another reason' },
      ],
    },
    {
      id: 'features',
      kind: 'multi',
      text: 'Which features speak for glaucoma?',
      showWhen: { question: 'glaucoma', is: ['referable'] },
      hasNothingFound: true,
      options: [
        { value: 'ANRS', text: 'Neuroretinal rim narrow or absent superiorly' },
        { value: 'ANRI', text: 'Neuroretinal rim narrow or absent inferiorly' },
        { value: 'RNFLDS', text: 'Nerve fibre layer defect superiorly' },
        { value: 'RNFLDI', text: 'Nerve fibre layer defect inferiorly' },
        { value: 'BCLVS', text: 'Baring of the circumlinear vessel superiorly' },
        { value: 'BCLVI', text: 'Baring of the circumlinear vessel inferiorly' },
        { value: 'NVT', text: 'Nasalisation of the vessel trunk' },
        { value: 'DH', text: 'Disc haemorrhages' },
        { value: 'LD', text: 'Laminar dots' },
        { value: 'LC', text: 'Large cup' },
      ],
    },
  ],
  reads: { perCase: 2 },
  order: { kind: 'stratified', by: [] },
  exam: {
    reading: { questionId: 'glaucoma', positive: ['referable'] },
    pass: [
      { measure: 'accuracy', atLeast: 0.85 },
      { measure: 'specificity', atLeast: 0.92 },
    ],
    judge: 'share',
    attempts: 1,
  },
  gold: { rate: 0.05 },
  repeats: { rate: 0.02, afterCases: 50 },
  adjudication: {
    kind: 'senior',
    questions: ['glaucoma'],
    skill: 'glaucoma-specialist',
    hasOwnReadFirst: true,
  },
  suspension: {
    reading: { questionId: 'glaucoma', positive: ['referable'] },
    sensitivityBelow: 0.8,
    specificityBelow: 0.95,
    fewestGold: 20,
    redo: 'all',
  },
  drift: {
    reading: { questionId: 'glaucoma', positive: ['referable'] },
    errorRate: 0.1,
    driftRate: 0.4,
    falseAlarm: 0.05,
    goldCount: 30,
  },
  session: { mostMinutes: 90, breakMinutes: 30 },
  analysisPlan:
    'Agreement of pairs on referable, not referable and ungradable, with and without ungradable; each grader against the final label; the final label is that of an agreeing pair, else that of the specialist.',
};
