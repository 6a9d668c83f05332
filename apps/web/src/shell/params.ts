import { useParams } from '@tanstack/react-router';

/**
 * A parameter of the path of the page.
 *
 * @throws Error when the page's path has no such parameter: a mistake in the table of pages
 */
export function useParam(name: string): string {
  const params = useParams({ strict: false }) as Readonly<Record<string, string | undefined>>;
  const value = params[name];
  if (value === undefined) throw new Error(`the path of this page has no ${name}`);
  return value;
}

/** The study of the page. */
export function useStudyId(): string {
  return useParam('studyId');
}
