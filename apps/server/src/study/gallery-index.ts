import {
  type Case,
  casesAfter,
  countChanges,
  hadMoment,
  labelsOfCases,
  type Store,
  type Study,
  type StudyMoment,
  studyMoment,
} from '@equipoise/store';
import { hidesResults } from './hidden-results.ts';
import { labelWords } from './label-words.ts';
import type { LoadedStudies } from './loaded-study.ts';
import { heldLabels, labelAnswer } from './settle.ts';
import { caseDocument } from './task-view.ts';

/** A value that cases can be chosen by. */
export interface GalleryValue {
  readonly name: string;
  readonly value: string;
}

/** Which cases a study has and what each can be chosen by: some numbers a case. */
export interface GalleryIndex {
  /** Ids in the order of the names. */
  readonly caseIds: readonly string[];
  readonly names: readonly string[];
  /** Places among `values` by case. */
  readonly valuesOf: readonly Uint32Array[];
  readonly values: readonly GalleryValue[];
}

/** The indexes of the studies whose galleries were looked at last. */
export interface GalleryIndexes {
  readonly of: (study: Study) => Promise<GalleryIndex>;
}

const atOnce = 2000;
const mostKept = 8;

interface Kept {
  readonly key: string;
  readonly moment: StudyMoment;
  readonly index: GalleryIndex;
}

/** Keeps indexes until a case or a label of the study is another one. */
export function galleryIndexes(store: Store, studies: LoadedStudies): GalleryIndexes {
  const kept = new Map<string, Kept>();
  const making = new Map<string, Promise<GalleryIndex>>();

  async function isCurrent(study: Study, one: Kept): Promise<boolean> {
    return store.read(
      async (tx) =>
        (await hadMoment(tx, study.id, one.moment)) &&
        (await countChanges(tx, study.id, one.moment)).listCount === 0,
    );
  }

  async function make(study: Study, key: string): Promise<GalleryIndex> {
    return store.read(async (tx) => {
      const moment = await studyMoment(tx, study.id);
      const loaded = study.state === 'draft' ? null : await studies.load(tx, study);
      const stated = new Map((loaded?.locked.protocol.cases ?? []).map((one) => [one.caseId, one]));
      const isHidden = loaded !== null && hidesResults(study, loaded);
      const parts = newParts();
      for (let last: string | null = null; ; ) {
        const rows: readonly Case[] = await casesAfter(tx, study.id, last, atOnce);
        last = rows.at(-1)?.name ?? null;
        if (last === null) break;
        const labels = new Map<string, GalleryValue[]>();
        const ids = rows.map(({ id }) => id);
        const told = isHidden ? [] : heldLabels(await labelsOfCases(tx, study.id, ids));
        for (const label of told) {
          const own = labels.get(label.caseId) ?? [];
          own.push({ name: label.questionId, value: labelWords(labelAnswer(label)) });
          labels.set(label.caseId, own);
        }
        for (const row of rows) {
          const one = stated.get(row.name);
          parts.add(row, [
            { name: 'use', value: one?.use ?? 'unused' },
            ...caseDocument(row).attributes,
            ...Object.entries(one?.strata ?? {}).map(([name, value]) => ({ name, value })),
            ...(labels.get(row.id) ?? []),
          ]);
        }
      }
      const { index } = parts;
      kept.delete(study.id);
      kept.set(study.id, { key, moment, index });
      for (const id of [...kept.keys()].slice(0, -mostKept)) kept.delete(id);
      return index;
    });
  }

  return {
    async of(study) {
      const key = JSON.stringify([study.id, study.state, study.protocolVersion]);
      const known = kept.get(study.id);
      if (known?.key === key && (await isCurrent(study, known))) return known.index;
      const begun = making.get(key);
      if (begun !== undefined) {
        // It may have begun before what the caller has just changed.
        await begun.catch(() => undefined);
        return this.of(study);
      }
      const made = make(study, key).finally(() => making.delete(key));
      making.set(key, made);
      return made;
    },
  };
}

function newParts(): {
  readonly index: GalleryIndex;
  readonly add: (row: Case, values: readonly GalleryValue[]) => void;
} {
  const caseIds: string[] = [];
  const names: string[] = [];
  const valuesOf: Uint32Array[] = [];
  const values: GalleryValue[] = [];
  const places = new Map<string, number>();
  const placeOf = ({ name, value }: GalleryValue): number => {
    const key = JSON.stringify([name, value]);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, values.length);
    return values.push({ name, value }) - 1;
  };
  return {
    index: { caseIds, names, valuesOf, values },
    add(row, own) {
      caseIds.push(row.id);
      names.push(row.name);
      valuesOf.push(Uint32Array.from(own, placeOf));
    },
  };
}

/**
 * The cases that fit, as places of the index: of each name that is asked for, one of the values.
 *
 * @param asked pairs of name and value; `case` asks for the name of the case
 */
export function casesThatFit(
  index: GalleryIndex,
  asked: readonly GalleryValue[],
): readonly number[] {
  const cases = new Set(asked.filter(({ name }) => name === 'case').map(({ value }) => value));
  const wanted = new Map<string, Set<number>>();
  for (const { name } of asked) if (name !== 'case') wanted.set(name, new Set());
  for (const [place, { name, value }] of index.values.entries()) {
    const isAsked = asked.some((one) => one.name === name && one.value === value);
    if (isAsked) wanted.get(name)?.add(place);
  }
  const groups = [...wanted.values()];
  const fits: number[] = [];
  for (const [at, name] of index.names.entries()) {
    if (cases.size > 0 && !cases.has(name)) continue;
    const own = index.valuesOf[at] ?? new Uint32Array();
    if (groups.every((group) => own.some((place) => group.has(place)))) fits.push(at);
  }
  return fits;
}

/** Most values of one name that are offered. */
const mostOffered = 200;

/** What cases can be chosen by: names in the order in which they were met, with their values. */
export function facetsOf(
  index: GalleryIndex,
): { readonly name: string; readonly values: readonly string[] }[] {
  const facets = new Map<string, string[]>();
  for (const { name, value } of index.values) {
    const own = facets.get(name);
    if (own === undefined) facets.set(name, [value]);
    else own.push(value);
  }
  return [...facets].map(([name, values]) => ({
    name,
    values: values.sort().slice(0, mostOffered),
  }));
}
