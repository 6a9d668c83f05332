/** What is taken as a sample from a larger population. */
export type RandomFactors = 'readers+cases' | 'cases' | 'readers';
