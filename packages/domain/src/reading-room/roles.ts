import { z } from 'zod';

/** What a person may do in one study. */
export const studyRoles = ['owner', 'curator', 'adjudicator', 'reader', 'viewer'] as const;

/** One of {@link studyRoles}. */
export type StudyRole = (typeof studyRoles)[number];

/** Schema of {@link StudyRole}. */
export const studyRoleSchema: z.ZodType<StudyRole> = z.enum(studyRoles);
