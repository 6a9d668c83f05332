export {
  renderReadersFigures,
  renderReadersMethods,
  renderReadersTables,
} from './render-readers-files.ts';
export { renderReadersReport } from './render-readers-report.ts';
