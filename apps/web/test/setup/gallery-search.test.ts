import { describe, expect, it } from 'vitest';
import {
  isInParts,
  queryOf,
  readSearch,
  toggled,
  writeSearch,
} from '../../src/pages/gallery/gallery-search.ts';

describe('the address of the gallery', () => {
  it('is read and written back the same', () => {
    const search = { cases: 'a,b', filter: [['site', 'North']], page: 3 };
    expect(writeSearch(readSearch(search))).toEqual(search);
    expect(writeSearch(readSearch({}))).toEqual({});
  });

  it('leaves out what does not fit', () => {
    expect(readSearch({ cases: 7, filter: [['a'], 'x', ['b', 'c']], page: -1 })).toEqual({
      caseIds: ['7'],
      filter: [['b', 'c']],
      page: 1,
    });
    expect(readSearch({ cases: ' , ', filter: '[' }).caseIds).toBeNull();
  });

  it('asks for chosen cases at once, or page by page where they are too many', () => {
    const few = readSearch({ cases: 'a,b', filter: [['use', 'gold']] });
    expect(queryOf(few, 60)).toEqual({
      from: 0,
      count: 60,
      filter: '[["use","gold"],["case","a"],["case","b"]]',
    });
    const ids = Array.from({ length: 5000 }, (_, at) => `case-${at}`);
    const many = { ...readSearch({}), caseIds: ids, page: 2 };
    expect(isInParts(many)).toBe(true);
    const { from, filter } = queryOf(many, 60);
    expect(from).toBe(0);
    expect(JSON.parse(filter ?? '')[0]).toEqual(['case', 'case-60']);
    expect(JSON.parse(filter ?? '')).toHaveLength(60);
  });

  it('takes a value in and out again', () => {
    const one = toggled([], 'site', 'A');
    expect(one).toEqual([['site', 'A']]);
    expect(toggled(one, 'site', 'A')).toEqual([]);
  });
});
