import { fail } from '../errors.ts';
import type { IntakeNote, Table } from '../table.ts';

/** The headers of one file, which is all that recognition looks at. */
export interface FileHeaders {
  /** Base name. */
  readonly name: string;
  readonly columns: readonly string[];
}

/** What each file is to an adapter, when it recognises them. */
export interface Recognition {
  /** Part of the layout → index of the file. */
  readonly parts: Readonly<Record<string, number>>;
  /** Parts that would complete the layout and are not there, in words. */
  readonly absent: readonly string[];
}

/** Roles an adapter proposes; columns of the table it returns. */
export interface ProposedRoles {
  /** The case: one image or study a row. */
  readonly case: string;
  /** The unit that intervals resample: a patient, or a lesion where patients are not known. */
  readonly patient: string;
  readonly sex: string | null;
  readonly age: string | null;
  readonly site: string | null;
  readonly view: string | null;
  /** Further attributes worth a group analysis. */
  readonly groups: readonly string[];
}

/** One question the dataset's labels answer. */
export interface ProposedTask {
  readonly id: string;
  readonly title: string;
  readonly kind: 'binary' | 'multiclass';
  /** Column of the reference label. */
  readonly label: string;
  /** Level of the label column that counts as positive; null for several classes. */
  readonly positive: string | null;
  /** Level that counts as negative; null for several classes. */
  readonly negative: string | null;
  /** Levels of the label that are neither, such as uncertain; they are counted, never turned into one of the two. */
  readonly neither: readonly string[];
  /** Columns of scores: one for two classes, one a class for several; empty when the files hold none. */
  readonly scores: readonly string[];
  /** Names of the classes in the order of the scores; empty for two classes. */
  readonly classes: readonly string[];
}

/** What an adapter makes of the files. */
export interface AdapterResult {
  readonly table: Table;
  readonly roles: ProposedRoles;
  readonly tasks: readonly ProposedTask[];
  readonly notes: readonly IntakeNote[];
}

/** A public layout that is recognised by its own headers. It proposes; the caller declares. */
export interface Adapter {
  /** Kebab-case, unique. */
  readonly id: string;
  readonly title: string;
  /** What its provider asks of users, in one sentence. */
  readonly licenceNote: string;
  /** Where the data come from. */
  readonly source: string;
  /** Columns that must stay text byte for byte when the files are read. */
  readonly textColumns: readonly string[];
  /**
   * Looks at headers alone.
   *
   * @param files the headers of all files
   * @returns what each file is, or null when this is another layout
   */
  recognise(files: readonly FileHeaders[]): Recognition | null;
  /** A paragraph for `equipoise datasets`: the files, the recoding, the traps. */
  describe(): string;
  /**
   * Reads the tables into one with proposed roles and tasks; no row of the main file is lost.
   *
   * @param tables in the order that was recognised
   * @throws dataset/bad-adapter when they are of another layout
   */
  read(tables: readonly Table[]): AdapterResult;
}

/**
 * Declares an adapter.
 *
 * @param adapter the declaration
 * @returns the same
 * @throws dataset/bad-adapter when its id is not kebab-case or a text is blank
 */
export function defineAdapter(adapter: Adapter): Adapter {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(adapter.id))
    failAdapter(adapter.id, 'its id is not kebab-case.');
  for (const text of [adapter.title, adapter.licenceNote, adapter.source, adapter.describe()]) {
    if (text.trim() === '')
      failAdapter(adapter.id, 'a title, note, source or description is blank.');
  }
  return adapter;
}

/**
 * The recognition of tables already read; throws when they are of another layout.
 *
 * @param adapter an adapter
 * @param tables the tables
 * @returns what each table is
 * @throws dataset/bad-adapter
 */
export function recogniseOrFail(adapter: Adapter, tables: readonly Table[]): Recognition {
  const found = adapter.recognise(tables.map(headersOf));
  return found ?? failAdapter(adapter.id, 'the files are of another layout.');
}

/**
 * The headers of a table.
 *
 * @param table a table
 * @returns its base name and column names
 */
export function headersOf(table: Table): FileHeaders {
  return { name: table.name, columns: table.columns.map((column) => column.name) };
}

/**
 * Stops because an adapter does not keep its promise.
 *
 * @param id the adapter's id
 * @param sentence what is wrong
 * @throws dataset/bad-adapter
 */
export function failAdapter(id: string, sentence: string): never {
  return fail(
    'dataset/bad-adapter',
    `adapter ${id}: ${sentence}`,
    'See the list of layouts with `equipoise datasets`.',
  );
}
