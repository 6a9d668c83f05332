/**
 * First step of every random stream's path. Each purpose has a stream of its own, so that asking for
 * more readers or another task leaves every other column as it was.
 */
export const purpose = {
  imageCount: 1,
  attribute: 2,
  ageYears: 3,
  patientLabel: 4,
  imageLabel: 5,
  patientScore: 6,
  imageScore: 7,
  flip: 8,
  tag: 9,
  missing: 10,
  leak: 11,
  trainCount: 12,
  reading: 13,
} as const;
