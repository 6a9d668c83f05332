import { createRequire } from 'node:module';
import { badCodestream } from '../dicom/codestream.ts';

/** What a codec gave: bytes as it packs them, and what it says about them. */
export interface Decoded {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly bits: number;
  /** JPEG-LS: 0 when colours stand in planes. */
  readonly interleave: number;
}

/** Codecs that are loaded when first needed. */
export type CodecName = 'jpeg' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

interface FrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
}

interface Decoder {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): unknown;
  getFrameInfo(): FrameInfo;
  getInterleaveMode?(): number;
  delete(): void;
}

type CodecModule = Readonly<Record<string, (new () => Decoder) | undefined>>;
type Factory = (options: object) => Promise<CodecModule>;

const sources: Readonly<Record<CodecName, readonly [string, string]>> = {
  jpeg: ['@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs', 'JPEGDecoder'],
  'jpeg-ls': ['@cornerstonejs/codec-charls/decodewasmjs', 'JpegLSDecoder'],
  'jpeg-2000': ['@cornerstonejs/codec-openjpeg/decodewasmjs', 'J2KDecoder'],
  htj2k: ['@cornerstonejs/codec-openjph/wasmjs', 'HTJ2KDecoder'],
};

const require = createRequire(import.meta.url);
const loaded = new Map<CodecName, Promise<CodecModule>>();

/**
 * Unpacks one image by a codec.
 *
 * @param name codec
 * @param bytes one compressed frame, its head already checked
 * @throws imaging/bad-codestream
 */
export async function decodeWith(name: CodecName, bytes: Uint8Array): Promise<Decoded> {
  const codec = await load(name);
  const Decoder = codec[sources[name][1]];
  if (!Decoder) throw new Error(`codec ${name} lacks its decoder`);
  let decoder: Decoder | null = null;
  try {
    decoder = new Decoder();
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const info = decoder.getFrameInfo();
    // Some codecs give clamped arrays, in whose arithmetic differences would not wrap.
    const given = decoder.getDecodedBuffer();
    return {
      bytes: new Uint8Array(given.buffer, given.byteOffset, given.byteLength).slice(),
      width: info.width,
      height: info.height,
      components: info.componentCount,
      bits: info.bitsPerSample,
      interleave: decoder.getInterleaveMode?.() ?? 2,
    };
  } catch {
    // A codec that has thrown may be left in any state: the next image gets a fresh one.
    loaded.delete(name);
    return badCodestream('The codec cannot read the compressed pixels.');
  } finally {
    release(decoder);
  }
}

function release(decoder: Decoder | null): void {
  try {
    decoder?.delete();
  } catch {
    // Its memory goes with the module.
  }
}

function load(name: CodecName): Promise<CodecModule> {
  const known = loaded.get(name);
  if (known) return known;
  const exported: unknown = require(sources[name][0]);
  const factory = exported as Factory; // the codecs carry no types
  const silent = (): void => undefined;
  const started = factory({ print: silent, printErr: silent });
  loaded.set(name, started);
  return started;
}
