import type { ImageRecord, RelatedCase } from '@equipoise/domain';
import { useQueries } from '@tanstack/react-query';
import { client } from '../../shell/client.ts';
import { queryKey } from '../../shell/queries.ts';

/** The records of images, kept between pages: they never change. */
export function useImages(
  studyId: string,
  imageIds: readonly string[],
): { readonly images: readonly ImageRecord[] | null; readonly error: unknown } {
  return useQueries({
    queries: imageIds.map((imageId) => {
      const input = { params: { studyId, imageId } };
      return {
        queryKey: queryKey('image', input),
        queryFn: () => client.image(input),
        staleTime: Number.POSITIVE_INFINITY,
      };
    }),
    combine: (results) => ({
      images: results.every(({ data }) => data !== undefined)
        ? results.map(({ data }) => data as ImageRecord) // looked at just before
        : null,
      error: results.find(({ error }) => error !== null)?.error ?? null,
    }),
  });
}

/** Images of related cases, each with its relation; those that cannot be had are left out. */
export function useRelated(
  studyId: string,
  related: readonly RelatedCase[],
): readonly { readonly relation: RelatedCase['relation']; readonly imageIds: readonly string[] }[] {
  return useQueries({
    queries: related.map(({ caseId }) => {
      const input = { params: { studyId, caseId } };
      return { queryKey: queryKey('case', input), queryFn: () => client.case(input) };
    }),
    combine: (results) =>
      results.flatMap(({ data }, at) => {
        const relation = related[at]?.relation;
        return data === undefined || relation === undefined
          ? []
          : [{ relation, imageIds: data.record.imageIds }];
      }),
  });
}
