import { badCodestream, readCodestream } from '../codestream.ts';
import { BitReader, buildHuffman } from './huffman.ts';
import { scanLossless } from './lossless.ts';
import { finishProgressive, scanProgressive } from './progressive.ts';
import { scanSequential } from './sequential.ts';
import type { JpegComponent, JpegState } from './state.ts';

/** How an image is coded. */
type Process = 'sequential' | 'progressive' | 'lossless';

const processes = new Map<number, Process>([
  [0xc0, 'sequential'],
  [0xc1, 'sequential'],
  [0xc2, 'progressive'],
  [0xc3, 'lossless'],
]);

/** Scans of one image; more are an attack on time. */
const maxScans = 200;

/** A read JPEG image: its own colours, none converted. */
export interface JpegImage {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly precision: number;
  /** Colours of a pixel side by side. */
  readonly data: Uint16Array;
}

/**
 * Reads a sequential or progressive (8 or 12 bits) or lossless (2 to 16 bits) Huffman-coded JPEG image.
 *
 * @param bytes one image
 * @throws imaging/bad-codestream, also for arithmetic and hierarchical images
 * @see ITU-T T.81
 */
export function decodeJpeg(bytes: Uint8Array): JpegImage {
  const head = readCodestream(bytes);
  const process = processes.get(head.marker);
  if (!process) {
    badCodestream('The JPEG process is none that is read here.');
  }
  let state: JpegState | null = null;
  const tables: Pick<JpegState, 'quant' | 'dc' | 'ac'> = { quant: [], dc: [], ac: [] };
  let restartInterval = 0;
  let scans = 0;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) badCodestream('A JPEG marker is missing.');
    const marker = bytes[at + 1]!;
    if (marker === 0xff || marker === 0xd8) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === 0xd9) break;
    const length = bytes[at + 2]! * 256 + bytes[at + 3]!;
    const body = bytes.subarray(at + 4, at + 2 + length);
    if (length < 2 || at + 2 + length > bytes.length) badCodestream('A JPEG segment is cut short.');
    at += 2 + length;
    if (marker === 0xc4) readHuffman(body, tables);
    else if (marker === 0xdb) readQuant(body, tables);
    else if (marker === 0xdd) restartInterval = body[0]! * 256 + (body[1] ?? 0);
    else if (marker === head.marker) {
      if (state) badCodestream('The JPEG image has two frame headers.');
      state = startFrame(bytes, body, tables, process);
    } else if (marker === 0xda) {
      if (!state) return badCodestream('A scan of the JPEG image stands before its frame header.');
      scans += 1;
      if (scans > maxScans) badCodestream('The JPEG image has too many scans.');
      state.restartInterval = restartInterval;
      at = readScan(state, body, at, process);
    }
  }
  if (!state?.components.every((c) => c.isRead)) {
    return badCodestream('The JPEG image ends before its last scan.');
  }
  if (process === 'progressive') finishProgressive(state);
  return assemble(state);
}

function readScan(state: JpegState, body: Uint8Array, at: number, process: Process): number {
  const count = body[0] ?? 0;
  if (count < 1 || count > 4 || body.length < 4 + 2 * count) {
    badCodestream('A scan header of the JPEG image is broken.');
  }
  const chosen: JpegComponent[] = [];
  for (let i = 0; i < count; i++) {
    const component = state.components.find((c) => c.id === body[1 + 2 * i]);
    if (!component || (component.isRead && process !== 'progressive'))
      badCodestream('A scan names a colour that is not there.');
    component.dcTable = body[2 + 2 * i]! >>> 4;
    component.acTable = body[2 + 2 * i]! & 15;
    component.isRead = true;
    chosen.push(component);
  }
  const reader = new BitReader(state.bytes, at);
  const [start, end, bits] = [body[1 + 2 * count]!, body[2 + 2 * count]!, body[3 + 2 * count]!];
  if (process === 'lossless') scanLossless(state, chosen, reader, start, bits & 15);
  else if (process === 'sequential') scanSequential(state, chosen, reader);
  else scanProgressive(state, chosen, reader, { start, end, high: bits >>> 4, low: bits & 15 });
  return nextMarker(state.bytes, reader.at);
}

/** Steps over what is left of a scan. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    const next = bytes[at + 1]!;
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7))
      return at;
  }
  return badCodestream('The JPEG image has no end.');
}

function startFrame(
  bytes: Uint8Array,
  body: Uint8Array,
  tables: Pick<JpegState, 'quant' | 'dc' | 'ac'>,
  process: Process,
): JpegState {
  const [precision, height, width, count] = [
    body[0] ?? 0,
    body[1]! * 256 + body[2]!,
    body[3]! * 256 + body[4]!,
    body[5] ?? 0,
  ];
  const isLossless = process === 'lossless';
  const isLegal = isLossless
    ? precision >= 2 && precision <= 16
    : precision === 8 || precision === 12;
  if (
    !isLegal ||
    height === 0 ||
    width === 0 ||
    count < 1 ||
    count > 4 ||
    body.length < 6 + 3 * count
  ) {
    badCodestream('The frame header of the JPEG image is broken.');
  }
  const raw = Array.from({ length: count }, (_, i) => ({
    id: body[6 + 3 * i]!,
    h: body[7 + 3 * i]! >>> 4,
    v: body[7 + 3 * i]! & 15,
    quantTable: body[8 + 3 * i]! & 3,
  }));
  if (raw.some((c) => c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4)) {
    badCodestream('The frame header of the JPEG image is broken.');
  }
  const maxH = Math.max(...raw.map((c) => c.h));
  const maxV = Math.max(...raw.map((c) => c.v));
  const unit = isLossless ? 1 : 8;
  const mcusPerRow = Math.ceil(width / (unit * maxH));
  const mcuRows = Math.ceil(height / (unit * maxV));
  const components = raw.map((c): JpegComponent => {
    const stride = mcusPerRow * c.h * unit;
    return {
      ...c,
      width: Math.ceil((width * c.h) / maxH),
      height: Math.ceil((height * c.v) / maxV),
      stride,
      plane: new Uint16Array(stride * mcuRows * c.v * unit),
      dcTable: 0,
      acTable: 0,
      coefficients:
        process === 'progressive' ? new Int16Array(stride * mcuRows * c.v * unit) : null,
      isRead: false,
    };
  });
  return {
    bytes,
    precision,
    width,
    height,
    mcusPerRow,
    mcuRows,
    maxH,
    maxV,
    components,
    ...tables,
    restartInterval: 0,
  };
}

function readHuffman(body: Uint8Array, tables: Pick<JpegState, 'dc' | 'ac'>): void {
  let at = 0;
  while (at + 17 <= body.length) {
    const kind = body[at]!;
    const counts = body.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, n) => sum + n, 0);
    if (at + 17 + total > body.length || total > 256 || (kind & 15) > 3) {
      badCodestream('A code table of the JPEG image is cut short.');
    }
    const table = buildHuffman(counts, body.slice(at + 17, at + 17 + total));
    if (kind >>> 4 === 0) tables.dc[kind & 15] = table;
    else tables.ac[kind & 15] = table;
    at += 17 + total;
  }
}

function readQuant(body: Uint8Array, tables: Pick<JpegState, 'quant'>): void {
  let at = 0;
  while (at < body.length) {
    const kind = body[at]!;
    const size = kind >>> 4 === 0 ? 1 : 2;
    if (at + 1 + 64 * size > body.length || (kind & 15) > 3) {
      badCodestream('A quantisation table of the JPEG image is cut short.');
    }
    const table = new Uint16Array(64);
    for (let i = 0; i < 64; i++) {
      const p = at + 1 + size * i;
      table[i] = size === 1 ? body[p]! : body[p]! * 256 + body[p + 1]!;
    }
    tables.quant[kind & 15] = table;
    at += 1 + 64 * size;
  }
}

function assemble(state: JpegState): JpegImage {
  const { width, height, components, precision, maxH, maxV } = state;
  const count = components.length;
  const data = new Uint16Array(width * height * count);
  components.forEach((c, k) => {
    for (let y = 0; y < height; y++) {
      const row = Math.min(c.height - 1, Math.floor((y * c.v) / maxV)) * c.stride;
      for (let x = 0, o = y * width * count + k; x < width; x++, o += count) {
        const column = c.h === maxH ? x : Math.min(c.width - 1, Math.floor((x * c.h) / maxH));
        data[o] = c.plane[row + column]!;
      }
    }
  });
  return { width, height, components: count, precision, data };
}
