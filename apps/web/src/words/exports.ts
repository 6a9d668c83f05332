import type { exportNames } from '@equipoise/api';

type ExportName = (typeof exportNames)[number];

/** What each file of a study holds. */
export const exportHelp: Readonly<Record<ExportName, string>> = {
  'study.zip':
    'Enough to compute every figure again: readings, labels, adjudication, protocol, orders, logs, masks, and the commands.',
  'readings.csv': 'Every valid reading: a row for each case and reader.',
  'readings.parquet': 'The same readings as Parquet.',
  'consensus.csv': 'Settled labels: a row for each case, with method, sources and strata.',
  'consensus.parquet': 'The same labels as Parquet.',
  'adjudicated.csv': 'Everything done in adjudication, linked to the readings it rests on.',
  'adjudicated.parquet': 'The same as Parquet.',
  'protocol.json': 'Every version of the protocol, with its hash.',
  'instructions.json': 'Every version of the instructions.',
  'orders.json': 'The order of cases of each reader, with seed and hash.',
  'events.jsonl': 'The log of the study: a line an event, chained by hashes.',
  'reading-events.jsonl': 'What readers did on the stage: a line an event.',
  'provenance.jsonld':
    'Who and what stands behind each label: readings, decisions, instructions, models (PROV-O).',
  'coco.json': 'Boxes, polygons, points and masks as COCO.',
  'masks.zip':
    'Masks, boxes and polygons as NIfTI masks, one for each reader, case and label, with an index of whose they are.',
  'seg.zip': 'Masks as DICOM segmentations.',
  'sr.zip': 'Answers, boxes, points, lines and polygons as DICOM structured reports.',
  'coco-consensus.json':
    'Drawings that cases were settled on, as COCO: by consensus or adjudication, else merged by majority; with the answers they rest on.',
  'masks-consensus.zip':
    'Masks that cases were settled on, as NIfTI, with an index of how each came about.',
  'seg-consensus.zip': 'Masks that cases were settled on, as DICOM segmentations.',
  'sr-consensus.zip':
    'Answers and drawings that cases were settled on, as DICOM structured reports.',
};

/** Files of a study. */
export const exportsWords = {
  title: 'Exports',
  lead: 'Files of the study as it stands now. Each download is noted in the log.',
  arm: 'Way of reading',
  armHelp: 'Readers read cases in several ways; a file of readings holds one of them.',
  all: 'all',
  hidden:
    'By its protocol this study shows no results until it is closed. These files hold none; the others can be taken then.',
  files: 'Files',
  fileTable: 'Files of the study',
  file: 'File',
  holds: 'What it holds',
  get: 'Download',
  getThat: (name: string): string => `Download ${name}`,
  asked: (name: string): string =>
    `${name} is being made: it stands among the browser's downloads as soon as it comes.`,
  whole: 'The whole study',
  commands: 'Computing the figures again',
  commandsLead:
    'Unpack study.zip and run these commands beside its files: they give the numbers of the pages Agreement and Consensus, to the last digit. Those of drawings and audits stand in its commands.txt.',
  showCommands: 'Show the commands',
  agreement: 'Agreement',
  consensus: 'Consensus',
  peer: 'To a DICOMweb server',
  peerLead:
    'Sends masks as DICOM segmentations and answers as structured reports (STOW-RS), as a job.',
  url: 'Address of the DICOMweb server',
  urlHelp: 'such as https://pacs.example/dicom-web; the server must be allowed to reach it.',
  kinds: 'What is sent',
  seg: 'Segmentations',
  sr: 'Structured reports',
  identity: 'Whose names',
  atPeer: 'join the studies that the images were pulled from',
  pseudonym: 'pseudonyms, as in the files above',
  send: 'Send',
  sends: 'What was sent',
  sendTable: 'Jobs that send to a DICOMweb server',
  noSends: 'Nothing was sent yet.',
} as const;
