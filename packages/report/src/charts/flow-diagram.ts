import type { AuditDocument, Flow } from '@equipoise/domain';
import { escapeText } from '../html/markup.ts';
import { count } from '../numbers.ts';
import { evidenceOf } from '../select.ts';
import { plural, shorten, shortenMiddle } from '../words.ts';
import { type Drawing, panelWidth } from './kit.ts';

const width = panelWidth * 2;
const boxWidth = 252;
const sideLeft = boxWidth + 34;
const tasksListed = 16;
const levelsListed = 8;

interface Side {
  readonly title: string;
  readonly detail: string;
}

interface Box {
  readonly title: string;
  readonly lines: readonly string[];
  /** What was left out on the way to this box. */
  readonly sides: readonly Side[];
}

const rows = (number: number): string => `${count(number)} ${plural(number, 'row', 'rows')}`;
const patients = (number: number): string =>
  `${count(number)} ${plural(number, 'patient', 'patients')}`;

/** From the files over joins and steps to the tasks and groups, with what was left out beside each arrow. */
export function flowDiagram(document: AuditDocument): Drawing {
  const { flow } = document;
  const boxes = [...inputBoxes(flow), ...stepBoxes(flow), taskBox(flow)];
  let y = 4;
  let body = '';
  boxes.forEach((box, at) => {
    if (at > 0) {
      const gap = Math.max(26, box.sides.length * 34 + 6);
      body += arrow(y, gap);
      box.sides.forEach((side, row) => {
        const middle = y + 15 + row * 34;
        body += `<path d="M${boxWidth / 2},${middle}H${sideLeft - 4}" stroke="var(--muted)" stroke-dasharray="2 2" fill="none"/>`;
        body += text(sideLeft, middle - 1, shorten(side.title, 62), 'font-weight="600"');
        body += text(sideLeft, middle + 13, side.detail, 'fill="var(--muted)"');
      });
      y += gap;
    }
    const height = 24 + box.lines.length * 14;
    body += `<rect x="1" y="${y}" width="${boxWidth}" height="${height}" rx="4" fill="var(--band)" stroke="var(--muted)"/>`;
    body += `<text x="${boxWidth / 2 + 1}" y="${y + 16}" font-weight="600">${escapeText(shorten(box.title, 38))}</text>`;
    box.lines.forEach((line, row) => {
      body += `<text x="${boxWidth / 2 + 1}" y="${y + 31 + row * 14}">${escapeText(shorten(line, 40))}</text>`;
    });
    y += height;
  });
  const groups = groupBoxes(document);
  if (groups.length > 0) {
    body += arrow(y, 26);
    const drawn = groupRow(groups, y + 26);
    body += drawn.body;
    y = drawn.bottom;
  }
  return { width, height: y + 6, body };
}

function arrow(y: number, gap: number): string {
  const x = boxWidth / 2;
  return `<path d="M${x},${y}V${y + gap - 5}" stroke="var(--muted)" fill="none"/><path d="M${x - 4},${y + gap - 7}L${x},${y + gap}L${x + 4},${y + gap - 7}Z" fill="var(--muted)"/>`;
}

function inputBoxes(flow: Flow): readonly Box[] {
  if (flow.inputs.length === 0) return [];
  const shown = flow.inputs.slice(0, 6);
  const files: Box = {
    title: plural(flow.inputs.length, 'File', 'Files'),
    lines: [
      ...shown.map((input) => `${shortenMiddle(stem(input.name), 24)}: ${rows(input.rowCount)}`),
      ...(flow.inputs.length > shown.length
        ? [`and ${flow.inputs.length - shown.length} more`]
        : []),
    ],
    sides: [],
  };
  const joins = flow.joins.map(
    (join): Box => ({
      title: `Joined on ${join.on}`,
      lines: [`with ${shortenMiddle(join.right, 30)}`, `${rows(join.matched)} matched`],
      sides: [
        ...(join.leftOnly > 0
          ? [
              {
                title: `No partner in ${join.right}`,
                detail: `${rows(join.leftOnly)} of ${join.left}`,
              },
            ]
          : []),
        ...(join.rightOnly > 0
          ? [{ title: `Not needed from ${join.right}`, detail: rows(join.rightOnly) }]
          : []),
      ],
    }),
  );
  return [files, ...joins];
}

function stepBoxes(flow: Flow): readonly Box[] {
  return flow.steps.map((step) => ({
    title: step.label,
    lines: [
      flow.unit === 'row'
        ? rows(step.rowCount)
        : `${rows(step.rowCount)}, ${patients(step.patientCount)}`,
    ],
    sides: step.excluded.map((left) => ({
      title: left.reason,
      detail:
        left.rowCount === 0 && left.patientCount === 0
          ? 'count hidden or none'
          : `${rows(left.rowCount)}${left.patientCount > 0 && flow.unit !== 'row' ? `, ${patients(left.patientCount)}` : ''}`,
    })),
  }));
}

function taskBox(flow: Flow): Box {
  const { tasks } = flow;
  const isOne = tasks.length === 1;
  const models = new Set(tasks.map((task) => task.model)).size;
  // Where every model saw the same rows of a task, the task is named once.
  const isSame = (task: Flow['tasks'][number]): boolean =>
    tasks.every((one) => one.task !== task.task || one.rowCount === task.rowCount);
  const name = (task: Flow['tasks'][number]): string =>
    models === 1 || isSame(task)
      ? task.task
      : new Set(tasks.map((one) => one.task)).size === 1
        ? task.model
        : `${task.task} · ${task.model}`;
  const line = (task: Flow['tasks'][number]): string =>
    `${shortenMiddle(name(task), 18)}: ${rows(task.rowCount)}${task.positiveCount === null ? '' : `, ${count(task.positiveCount)} positive`}`;
  const lines = [...new Set(tasks.map(line))];
  const shown = lines.slice(0, tasksListed);
  const sides = new Map<string, number[]>();
  for (const task of tasks) {
    for (const left of task.leftOut) {
      const list = sides.get(left.reason) ?? [];
      list.push(left.rowCount);
      sides.set(left.reason, list);
    }
  }
  return {
    title: isOne ? `Entered task ${tasks[0]!.task}` : entered(flow),
    lines: isOne
      ? [
          `${rows(tasks[0]!.rowCount)}${flow.unit === 'row' ? '' : `, ${patients(tasks[0]!.patientCount)}`}`,
          ...(tasks[0]!.positiveCount === null
            ? []
            : [
                `positive: ${rows(tasks[0]!.positiveCount)}${
                  flow.unit === 'row' || tasks[0]!.positivePatientCount === null
                    ? ''
                    : `, ${patients(tasks[0]!.positivePatientCount)}`
                }`,
              ]),
        ]
      : [
          ...shown,
          ...(lines.length > shown.length ? [`and ${lines.length - shown.length} more`] : []),
        ],
    sides: [...sides].slice(0, 8).map(([reason, counts]) => {
      const least = Math.min(...counts);
      const most = Math.max(...counts);
      return {
        title: reason,
        detail:
          most === 0
            ? 'count hidden or none'
            : isOne
              ? rows(most)
              : least === most
                ? `${rows(most)} in ${counts.length} tasks`
                : `${count(least)} to ${rows(most)} in ${counts.length} tasks`,
      };
    }),
  };
}

function entered({ tasks }: Flow): string {
  const names = [...new Set(tasks.map((task) => task.task))];
  const models = new Set(tasks.map((task) => task.model)).size;
  const what = names.length === 1 ? `task ${names[0] ?? ''}` : `${names.length} tasks`;
  return `Entered ${what}${models > 1 ? ', per model' : ''}`;
}

/** A file name without its ending, which says nothing here. */
function stem(name: string): string {
  return name.replace(/\.(csv|tsv|parquet|jsonl|ndjson|npy|txt)(\.gz)?$/i, '');
}

/** Patients per level of each attribute, of the first task; null where a count is hidden. */
function groupBoxes(
  document: AuditDocument,
): readonly { readonly title: string; readonly lines: readonly string[] }[] {
  const seen = new Set<string>();
  return evidenceOf(document, 'gap-family')
    .flatMap((family) => {
      const attribute = family.attribute ?? '';
      if (seen.has(attribute)) return [];
      seen.add(attribute);
      const { levels } = family.data;
      const shown = levels.slice(0, levelsListed);
      return [
        {
          title: attribute,
          lines: [
            ...shown.map(
              (level) =>
                `${shorten(level.level, 14)}: ${level.reason === 'suppressed' ? 'hidden' : count(document.flow.unit === 'row' ? level.caseCount : level.patientCount)}`,
            ),
            ...(levels.length > shown.length ? [`and ${levels.length - shown.length} more`] : []),
          ],
        },
      ];
    })
    .slice(0, 10);
}

function groupRow(
  groups: ReturnType<typeof groupBoxes>,
  top: number,
): { readonly body: string; readonly bottom: number } {
  const perRow = Math.min(5, Math.max(2, groups.length));
  const space = 8;
  const size = (width - 2 - space * (perRow - 1)) / perRow;
  let body = '';
  let y = top;
  for (let start = 0; start < groups.length; start += perRow) {
    const line = groups.slice(start, start + perRow);
    const height = 24 + 14 * Math.max(...line.map((group) => group.lines.length));
    line.forEach((group, at) => {
      const x = 1 + at * (size + space);
      body += `<rect x="${x}" y="${y}" width="${size}" height="${height}" rx="4" fill="none" stroke="var(--muted)"/>`;
      body += text(x + 9, y + 16, shorten(group.title, Math.floor(size / 7)), 'font-weight="600"');
      group.lines.forEach((content, row) => {
        body += text(x + 9, y + 31 + row * 14, content, '');
      });
    });
    y += height + space;
  }
  return { body, bottom: y };
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" text-anchor="start" ${attributes}>${escapeText(content)}</text>`;
}
