export type { Column, IntakeNote, NumberColumn, Table, TextColumn } from './table.ts';
