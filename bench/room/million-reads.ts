import { instructionsVersion, parseStudyProtocol } from '@equipoise/annotation';
import { openStore, type Store } from '@equipoise/store';

/** How large a study is, and who is in it. */
export interface StudySize {
  readonly studyId: string;
  readonly ownerId: string;
  readonly readerIds: readonly string[];
  readonly caseCount: number;
  /** Cases at the end that nobody has read yet. */
  readonly openCount: number;
  readonly questionCount: number;
}

/** A number from 0 to 255 that looks drawn and is the same each time. */
const drawn = (words: string): string => `get_byte(decode(md5(${words}), 'hex'), 0)`;

/** When somebody was done with case number `c`: one after another, an hour of rest after each hundred. */
const doneAt = (at: string, c: string): string =>
  `(${at}::timestamptz + ${c} * interval '30 seconds' + (${c} / 100) * interval '1 hour')`;

/** The protocol of the study: questions with two answers and an "ungradable", every case read by everybody. */
function documentOf(size: StudySize): Record<string, unknown> {
  const { studyId, readerIds, caseCount, questionCount } = size;
  const options = ['no', 'yes'].map((value) => ({ value, text: value }));
  const ids = Array.from({ length: questionCount }, (_, at) => `q${at + 1}`);
  return {
    schemaVersion: 1,
    studyId,
    title: 'Many readings',
    questions: ids.map((id) => ({
      id,
      kind: 'single',
      text: `Question ${id}?`,
      options,
      ungradable: [{ value: 'blurred', text: 'Out of focus' }],
    })),
    instructions: {
      labels: ids.flatMap((questionId) =>
        options.map(({ value }) => ({
          questionId,
          label: value,
          examples: [{ imageId: 'image-1' }],
        })),
      ),
    },
    cases: Array.from({ length: caseCount }, (_, at) => ({
      caseId: `case-${String(at + 1).padStart(6, '0')}`,
      patientId: `patient-${(at >> 1) + 1}`,
      strata: { site: at % 3 === 0 ? 'north' : 'south' },
    })),
    readers: readerIds.map((readerId) => ({ readerId, roles: ['reader'] })),
    reads: { perCase: readerIds.length },
    adjudication: { kind: 'none' },
    analysisPlan: 'Agreement of all readers.',
  };
}

/** The JSON of an answer with an answer to each question, as an expression of SQL. */
function answersOf(questionCount: number): string {
  const answers = Array.from({ length: questionCount }, (_, at) => {
    const id = `q${at + 1}`;
    const truth = drawn(`c || '${id}'`);
    const noise = drawn(`c || '-' || r || '${id}'`);
    return `case when ${noise} < 3 then
        json_build_object('questionId', '${id}', 'outcome', 'ungradable', 'reason', 'blurred', 'note', '')
      else json_build_object('questionId', '${id}', 'outcome', 'answered', 'confidence', null, 'value',
        json_build_object('kind', 'single', 'value', case when (${truth} < 96) <> (${noise} > 225) then 'yes' else 'no' end))
      end`;
  });
  return `json_build_array(${answers.join(', ')})`;
}

/**
 * Fills a locked study with readings, in the database itself: no request could hand in a million in a benchmark.
 *
 * @param folder the data folder; no server may hold it
 */
export async function fillStudy(folder: string, size: StudySize): Promise<void> {
  const store = await openStore({
    folder,
    world: {
      now: () => new Date().toISOString(),
      newId: () => crypto.randomUUID(),
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    },
  });
  try {
    await fill(store, size);
  } finally {
    await store.close();
  }
}

async function fill(store: Store, size: StudySize): Promise<void> {
  const { studyId, ownerId, readerIds, caseCount, openCount, questionCount } = size;
  const protocol = parseStudyProtocol(documentOf(size));
  const version = instructionsVersion(protocol);
  const client = await store.pool.connect();
  const at = '2026-01-05T09:00:00.000Z';
  const hash = '0'.repeat(64);
  const record = JSON.stringify({
    imageId: '@id',
    kind: 'grey',
    width: 512,
    height: 512,
    frameCount: 1,
    bits: 16,
    signed: false,
    slope: 1,
    intercept: 0,
    unit: 'raw',
    spacingMm: [1, 1],
    sliceSpacingMm: null,
    orientation: null,
    positions: null,
    presets: [],
    photometric: 'MONOCHROME2',
    pixelHash: hash,
    lossySource: false,
    source: { format: 'dicom', transferSyntax: null },
  });
  const task = `json_build_object('taskId', md5(n || '-' || r), 'stage', 'reading', 'purpose', 'measured',
    'repeatOf', null, 'isFlipped', false, 'arm', null, 'period', 0)`;
  const sql = async (text: string, values: readonly unknown[] = []): Promise<void> => {
    await client.query(text, [...values]);
  };
  try {
    await sql('begin');
    await sql(
      `insert into protocol_versions (study_id, version, document, hash, created_by, created_at, locked_at)
        values ($1, 1, $2, $3, $4, $5, $5)`,
      [studyId, JSON.stringify(protocol), hash, ownerId, at],
    );
    await sql(
      `insert into instructions (study_id, version, document, hash, created_by, created_at)
        values ($1, 1, $2, $3, $4, $5)`,
      [
        studyId,
        JSON.stringify({ version, instructions: protocol.instructions }),
        hash,
        ownerId,
        at,
      ],
    );
    await sql(
      `update studies set state = 'locked', protocol_version = 1, instruction_version = 1, locked_at = $2
        where id = $1`,
      [studyId, at],
    );
    await sql(
      `insert into images (id, study_id, record, header, pixel_hash, created_at)
        select 'image-' || n, $1, replace($2, '@id', 'image-' || n)::json, '{}', $3,
          $4::timestamptz + n * interval '1 second' from generate_series(1, $5::int) n`,
      [studyId, record, hash, at, caseCount],
    );
    await sql(
      `insert into cases (id, study_id, name, patient_key, document, created_at)
        select 'c' || n, $1, 'case-' || lpad(n::text, 6, '0'), 'patient-' || (n - 1) / 2 + 1,
          json_build_object('related', json_build_array(), 'modelAnswers', null, 'attributes', json_build_array(
            json_build_object('name', 'view', 'value', case when n % 4 = 0 then 'AP' else 'PA' end))),
          $2::timestamptz + n * interval '1 second' from generate_series(1, $3::int) n`,
      [studyId, at, caseCount],
    );
    await sql(
      `insert into case_images (case_id, position, image_id, view)
        select 'c' || n, 0, 'image-' || n, 'current' from generate_series(1, $1::int) n`,
      [caseCount],
    );
    await sql(
      `insert into assignments (id, study_id, case_id, reader_id, kind, position, place, state, document, created_at,
          opened_at, finished_at)
        select 'a' || n || '-' || r, $1, 'c' || n, reader, 'reading', n - 1, n - 1,
          case when n > $3::int then 'open' else 'done' end, ${task}, $4,
          case when n > $3::int then null else ${doneAt('$4', 'n')} - interval '20 seconds' end,
          case when n > $3::int then null else ${doneAt('$4', 'n')} end
        from generate_series(1, $2::int) n cross join unnest($5::text[]) with ordinality as people (reader, r)`,
      [studyId, caseCount, caseCount - openCount, at, [...readerIds]],
    );
    await sql(
      `insert into orders (study_id, reader_id, revision, seed, algorithm, document, hash, created_at)
        select $1, reader, 1, '1', 'listed', json_build_object('readerId', reader, 'seed', 1, 'algorithm', 'listed',
          'entries', (select json_agg(json_build_object('taskId', md5(n || '-' || r), 'caseId',
            'case-' || lpad(n::text, 6, '0'), 'purpose', 'measured', 'repeatOf', null, 'isFlipped', false, 'arm', null,
            'period', 0) order by n) from generate_series(1, $2::int) n), 'hash', $3::text), $3, $4
        from unnest($5::text[]) with ordinality as people (reader, r)`,
      [studyId, caseCount, hash, at, [...readerIds]],
    );
    await sql(
      `insert into answers (id, study_id, case_id, reader_id, assignment_id, version, document, hash,
          protocol_version, instruction_version, active_ms, is_model_visible, submitted_at, opened_at, created_at, saved_at)
        select 'answer-' || c || '-' || r, $1, 'c' || c, reader, 'a' || c || '-' || r, 1,
          json_build_object('answers', ${answersOf(questionCount)}, 'first', null, 'windows', json_build_array(),
            'purpose', 'measured', 'repeatOf', null, 'isFlipped', false, 'arm', null, 'protocolHash', $3::text,
            'protocolVersion', 1, 'instructionsVersion', $4::text, 'activeSeconds', 10 + ${drawn("c || '/' || r")} / 10.0,
            'wasModelVisible', false, 'openedAt', to_char((${doneAt('$5', 'c')} - interval '20 seconds') at time zone 'UTC',
              'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'zoneOffsetMinutes', 0, 'isReplayed', true),
          $3, 1, 1, 10000 + 100 * ${drawn("c || '/' || r")}, false, ${doneAt('$5', 'c')},
          ${doneAt('$5', 'c')} - interval '20 seconds', ${doneAt('$5', 'c')}, ${doneAt('$5', 'c')}
        from generate_series(1, $2::int) c cross join unnest($6::text[]) with ordinality as people (reader, r)`,
      [studyId, caseCount - openCount, hash, version, at, [...readerIds]],
    );
    await sql('commit');
    await sql('vacuum analyze');
  } finally {
    client.release();
  }
}
