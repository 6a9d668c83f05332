import { studyRoles } from '@equipoise/domain';
import { z } from 'zod';

/** No parameter at all. */
export const none = z.object({});

/** An id of a path. */
export const id = z.string().min(1).max(200);

/** A place counted from 0, as text of a path. */
export const place = z.coerce.number().int().min(0).max(10_000_000);

/** Parameters of a study's routes. */
export const inStudy = z.object({ studyId: id });

/** Parameters of a task's routes. */
export const inTask = z.object({ studyId: id, taskId: id });

/** A role in a study. */
export const role = z.enum(studyRoles);

/** An instant in UTC with milliseconds. */
export const instant = z.string();

/** A password: long rather than odd. */
export const password = z.string().min(12).max(512);

/** A password that is typed to be compared: of any length that may have been allowed. */
export const typedPassword = z.string().min(1).max(512);

/** The code of a device, or a recovery code; spaces and hyphens do not matter. */
export const code = z.string().trim().min(6).max(40);

/** A name shown to people. */
export const shownName = z.string().trim().min(1).max(120);

/** An address. */
export const email = z
  .string()
  .trim()
  .min(3)
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+$/, 'is no address');

/** A reason, where one is due. */
export const reason = z.string().trim().min(1).max(2000);

/** The version a change was made from. */
export const expectedVersion = z.int().min(0);

/** Any JSON document; its own schema reads it further in. */
export const document = z.unknown();

/** A token of a link or a key. */
export const token = z.string().min(20).max(200);
