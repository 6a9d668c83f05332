import type { Block, ReadersEstimate } from '@equipoise/domain';
import { forestRow, reasonOf } from '../frame/forest-row.ts';
import { figure, many, share, withRange } from '../reader-study/study-words.ts';
import type { NoiseFigures, PanelFigures } from './noise-figures.ts';
import type { ListCurve } from './review-list.ts';
import type { SearchedTask } from './search-task.ts';

/** One task with everything that is told of it. */
export interface ToldTask {
  readonly searched: SearchedTask;
  readonly noise: NoiseFigures;
  readonly panel: PanelFigures | null;
  readonly curve: ListCurve;
}

const per = (x: number | null): string => share(x);

/** Counts as a report shows them. */
function countsOf(one: ReadersEstimate): string {
  if (one.suppressed) return 'too few to show';
  return `${many(one.caseCount, 'label')}, ${many(one.patientCount, 'patient')}`;
}

function row(label: string, group: string | null, one: ReadersEstimate) {
  return forestRow(label, group, one, countsOf(one));
}

/** A class of a yes/no task as a row calls it. */
function classWords(searched: SearchedTask, c: number): string {
  const name = searched.task.classes[c]!;
  if (searched.task.classes.length !== 2) return `labelled ${name}`;
  return c === 1 ? 'labelled positive' : 'labelled negative';
}

/** Suspects and noise by task, by class. */
export function noiseBlocks(told: readonly ToldTask[], isSharing: boolean): Block[] {
  const blocks: Block[] = [];
  const lines = told.flatMap((one) =>
    one.noise.byClass.map((estimate, c) => ({
      label: `${told.length > 1 ? `${one.searched.task.task}: ` : ''}${classWords(one.searched, c)}`,
      estimate,
    })),
  );
  if (lines.length <= 32) {
    blocks.push({
      kind: 'forest',
      id: 'noise-by-class',
      title: 'Estimated share of wrong labels, by given label',
      caption:
        'Among the labels about which the model is confident: the share that it would label otherwise. It holds errors of the model as well as errors of the label; only a review tells them apart.',
      task: null,
      axis: 'share of wrong labels, by the model',
      rule: 0,
      margin: null,
      digits: 3,
      rows: lines.map((line) => row(line.label, null, line.estimate)),
    });
  }
  blocks.push({
    kind: 'table',
    id: 'tasks',
    title: 'Tasks',
    caption: 'Labels, suspects and estimated noise of every task.',
    task: null,
    columns: [
      { key: 'task', title: 'Task', digits: null },
      { key: 'labels', title: 'labels', digits: 0 },
      { key: 'suspects', title: 'suspects', digits: 0 },
      { key: 'noise', title: 'estimated noise', digits: null },
      ...(told.every((one) => one.searched.task.classes.length === 2)
        ? [
            { key: 'positive', title: 'of positive labels', digits: null },
            { key: 'negative', title: 'of negative labels', digits: null },
          ]
        : []),
      { key: 'first', title: 'expected wrong among the first', digits: null },
    ],
    rows: told.map((one) => {
      const point = one.curve.points.filter((p) => p.n <= 100).at(-1);
      return {
        task: one.searched.task.task,
        labels: one.searched.rows.length,
        suspects:
          isSharing && one.searched.suspects.length < 10 ? null : one.searched.suspects.length,
        noise: withRange(one.noise.whole, per),
        positive: one.noise.byClass[1] ? withRange(one.noise.byClass[1], per) : '—',
        negative: one.noise.byClass[0] ? withRange(one.noise.byClass[0], per) : '—',
        first:
          point === undefined || isSharing
            ? '—'
            : `${figure(point.expected, 0)} of ${point.n} (${figure(point.low, 0)} to ${figure(point.high, 0)})`,
      };
    }),
    note: 'Estimated noise: among labels about which the model is confident. Limits take patients as the unit and hold the thresholds of the model fixed.',
    shown: null,
  });
  return blocks;
}

/** Noise by patient group. */
export function groupBlocks(told: readonly ToldTask[], source: 'model' | 'panel'): Block[] {
  const of = (one: ToldTask): NoiseFigures | null =>
    source === 'model' ? one.noise : (one.panel?.noise ?? null);
  const withGroups = told.filter((one) => (of(one)?.groups.length ?? 0) > 0);
  if (withGroups.length === 0) return [];
  const heading =
    source === 'model'
      ? 'Estimated share of wrong labels, by group'
      : 'Share of labels that the panel finds wrong, by group';
  const caption =
    source === 'model'
      ? 'Where the model knows a group less well, its doubts are more frequent too: a difference here is a reason to review labels of that group, not a proof.'
      : 'The panel is the yardstick; the line is the share over everyone.';
  const blocks: Block[] = [];
  if (withGroups.length <= 4) {
    for (const one of withGroups) {
      const noise = of(one)!;
      blocks.push({
        kind: 'forest',
        id: `${source}-noise-by-group-${one.searched.task.task}`,
        title: heading,
        caption,
        task: one.searched.task.task,
        axis: 'share of wrong labels',
        rule: noise.whole.value,
        margin: null,
        digits: 3,
        rows: noise.groups.map((g) =>
          row(
            `${g.level}${g.isSmall && !g.rate.suppressed ? ' (few patients)' : ''}`,
            g.attribute,
            g.rate,
          ),
        ),
      });
    }
  } else {
    const groups = of(withGroups[0]!)!.groups;
    blocks.push({
      kind: 'heat-map',
      id: `${source}-noise-by-group`,
      title: heading,
      caption,
      task: null,
      rowTitle: 'task',
      columnTitle: 'group',
      rows: withGroups.map((one) => one.searched.task.task),
      columns: groups.map((g) => `${g.attribute} ${g.level}`),
      values: withGroups.map((one) => of(one)!.groups.map((g) => g.rate.value)),
      range: null,
      digits: 3,
    });
  }
  blocks.push({
    kind: 'table',
    id: `${source}-groups`,
    title: source === 'model' ? 'Estimated noise by group' : 'Noise by group, by the panel',
    caption: 'Rate of every level and its difference from all others.',
    task: null,
    columns: [
      { key: 'task', title: 'Task', digits: null },
      { key: 'attribute', title: 'attribute', digits: null },
      { key: 'level', title: 'level', digits: null },
      { key: 'noise', title: 'wrong labels', digits: null },
      { key: 'versus', title: 'minus all others', digits: null },
      { key: 'counts', title: 'counts', digits: null },
      { key: 'remark', title: 'remark', digits: null },
    ],
    rows: withGroups.flatMap((one) =>
      of(one)!.groups.map((g) => ({
        task: one.searched.task.task,
        attribute: g.attribute,
        level: g.level,
        noise: withRange(g.rate, (x) => figure(x, 3)),
        versus: g.versusRest === null ? '—' : withRange(g.versusRest, (x) => figure(x, 3)),
        counts: countsOf(g.rate),
        remark: g.rate.suppressed
          ? 'hidden: too few people'
          : g.isSmall
            ? 'fewer than 10 patients here or in the others: no verdict'
            : (reasonOf(g.rate) ?? ''),
      })),
    ),
    note: 'Differences have limits at a level shared among the levels of an attribute (Bonferroni).',
    shown: 40,
  });
  return blocks;
}

/** What a panel says of labels, suspects and model. */
export function panelBlocks(told: readonly ToldTask[]): Block[] {
  const seen = told.flatMap((one) => (one.panel === null ? [] : [{ one, panel: one.panel }]));
  if (seen.length === 0) return [];
  const observed = seen.flatMap(({ one, panel }) =>
    panel.noise === null ? [] : [{ one, noise: panel.noise }],
  );
  const blocks: Block[] = [];
  if (observed.length > 0) {
    blocks.push({
      kind: 'forest',
      id: 'panel-noise',
      title: 'Share of labels that the panel finds wrong',
      caption:
        'Observed, not estimated: every label that the panel looked at, by what the label says.',
      task: null,
      axis: 'share of wrong labels',
      rule: 0,
      margin: null,
      digits: 3,
      rows: observed.flatMap(({ one, noise }) =>
        noise.byClass.map((estimate, c) =>
          row(
            `${told.length > 1 ? `${one.searched.task.task}: ` : ''}${classWords(one.searched, c)}`,
            null,
            estimate,
          ),
        ),
      ),
    });
  }
  const aurocs = seen.filter(({ panel }) => panel.aurocLabel !== null);
  if (aurocs.length > 0) {
    blocks.push({
      kind: 'forest',
      id: 'panel-auroc',
      title: 'The model against the label and against the panel',
      caption:
        'AUROC of the same scores on the same cases against two reference labels. Where they part, the label decides how good the model looks.',
      task: null,
      axis: 'AUROC',
      rule: 0.5,
      margin: null,
      digits: 3,
      rows: aurocs.flatMap(({ one, panel }) => [
        row(
          `${told.length > 1 ? `${one.searched.task.task}: ` : ''}against the label`,
          null,
          panel.aurocLabel!,
        ),
        row(
          `${told.length > 1 ? `${one.searched.task.task}: ` : ''}against the panel`,
          null,
          panel.aurocPanel!,
        ),
      ]),
    });
  }
  blocks.push({
    kind: 'table',
    id: 'panel',
    title: 'Labels, suspects and panel',
    caption: 'How the search stands against the panel.',
    task: null,
    columns: [
      { key: 'task', title: 'Task', digits: null },
      { key: 'looked', title: 'labels looked at', digits: 0 },
      { key: 'noise', title: 'found wrong', digits: null },
      { key: 'estimated', title: 'estimated by the model', digits: null },
      { key: 'precision', title: 'suspects that are wrong', digits: null },
      { key: 'recall', title: 'wrong labels among the suspects', digits: null },
    ],
    rows: seen.map(({ one, panel }) => ({
      task: one.searched.task.task,
      looked: panel.noise?.whole.caseCount || null,
      noise: panel.noise === null ? '—' : withRange(panel.noise.whole, per),
      estimated: withRange(one.noise.whole, per),
      precision: withRange(panel.precision, per),
      recall: panel.recall === null ? '—' : withRange(panel.recall, per),
    })),
    note: 'A panel that looked at a random sample makes these figures hold for all labels; one that looked at suspects alone does not.',
    shown: null,
  });
  return blocks;
}
