declare const brand: unique symbol;

/** A string that cannot be passed where another kind of id is due. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

/** A patient as the input names them: text, byte for byte. */
export type PatientId = Id<'patient'>;
/** One case (an image, a study, a row). */
export type CaseId = Id<'case'>;
/** One who reads cases. */
export type ReaderId = Id<'reader'>;
