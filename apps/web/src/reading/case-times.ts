const handedIn = 'equipoise-hand-in';
const shown = 'equipoise-case-shown';

/** The reader hands a case in: the time to the next one runs from here. */
export function markHandIn(): void {
  performance.mark(handedIn);
}

/** The images of a case are on the screen: the time since the hand-in before is measured. */
export function markShown(): void {
  performance.mark(shown);
  if (performance.getEntriesByName(handedIn).length === 0) return;
  performance.measure('equipoise-next-case', handedIn, shown);
  performance.clearMarks(handedIn);
}
