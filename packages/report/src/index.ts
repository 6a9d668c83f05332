export { serializeDocument } from './document/serialize.ts';
export { type ReportErrorCode, reportErrors } from './errors.ts';
export { type FrameworkMap, frameworks } from './frameworks/catalog.ts';
export { type ReportItemTitle, reportItems } from './items.ts';
export { renderMethods } from './methods/methods.ts';
export { renderFigures } from './render-figures.ts';
export { renderJunit } from './render-junit.ts';
export { renderReport, reportByteLimit } from './render-report.ts';
export { renderTables } from './tables/render-tables.ts';
