/** What the address of the gallery says. */
export interface GallerySearch {
  /** Cases that were chosen elsewhere; null: all. */
  readonly caseIds: readonly string[] | null;
  /** Pairs of a name and a value; values of one name are alternatives. */
  readonly filter: readonly (readonly [string, string])[];
  /** From 1. */
  readonly page: number;
}

function isPair(value: unknown): value is readonly [string, string] {
  return (
    Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'string')
  );
}

/** Reads the address: `cases=a,b,c`, `filter=[["site","A"]]`, `page=2`. Whatever does not fit is left out. */
export function readSearch(search: Readonly<Record<string, unknown>>): GallerySearch {
  const { cases, filter, page } = search;
  const listed = Array.isArray(cases)
    ? cases.map(String)
    : typeof cases === 'string' || typeof cases === 'number'
      ? String(cases).split(',')
      : [];
  const caseIds = [...new Set(listed.map((one) => one.trim()).filter((one) => one !== ''))];
  const wanted = Number(page);
  return {
    caseIds: caseIds.length === 0 ? null : caseIds,
    filter: Array.isArray(filter) ? filter.filter(isPair) : [],
    page: Number.isInteger(wanted) && wanted > 0 ? wanted : 1,
  };
}

/** The address again; what is at its default is left out. */
export function writeSearch(search: GallerySearch): Readonly<Record<string, unknown>> {
  return {
    ...(search.caseIds === null ? {} : { cases: search.caseIds.join(',') }),
    ...(search.filter.length === 0 ? {} : { filter: search.filter }),
    ...(search.page === 1 ? {} : { page: search.page }),
  };
}

/** The same filters with one value more or less. */
export function toggled(
  filter: GallerySearch['filter'],
  name: string,
  value: string,
): GallerySearch['filter'] {
  const rest = filter.filter(([n, v]) => n !== name || v !== value);
  return rest.length < filter.length ? rest : [...filter, [name, value]];
}

/** What the server is asked for. */
export interface GalleryQuery {
  readonly filter?: string;
  readonly from: number;
  readonly count: number;
}

const longestFilter = 15_000;

function pairsWith(search: GallerySearch, ids: readonly string[]): string {
  return JSON.stringify([...search.filter, ...ids.map((id) => ['case', id])]);
}

/** Whether the chosen cases are too many for one filter, so that each page asks for its own. */
export function isInParts(search: GallerySearch): boolean {
  return search.caseIds !== null && pairsWith(search, search.caseIds).length > longestFilter;
}

/** The query of a page; in parts, in the order the cases were chosen. */
export function queryOf(search: GallerySearch, pageSize: number): GalleryQuery {
  const from = (search.page - 1) * pageSize;
  const { caseIds, filter } = search;
  if (caseIds === null) {
    const said = filter.length === 0 ? {} : { filter: JSON.stringify(filter) };
    return { from, count: pageSize, ...said };
  }
  return isInParts(search)
    ? { from: 0, count: pageSize, filter: pairsWith(search, caseIds.slice(from, from + pageSize)) }
    : { from, count: pageSize, filter: pairsWith(search, caseIds) };
}
