export * from './adjudication.ts';
export * from './answer.ts';
export * from './canonical-json.ts';
export {
  type CocoDocument,
  type CocoObject,
  cocoDocumentSchema,
} from './coco-document.ts';
export * from './event-record.ts';
export * from './hanging-file.ts';
export * from './hanging-protocol.ts';
export * from './image-record.ts';
export * from './instruction-arms.ts';
export * from './instructions.ts';
export * from './locked-protocol.ts';
export * from './question.ts';
export * from './reader-order.ts';
export * from './roles.ts';
export * from './shape.ts';
export * from './shape-kinds.ts';
export * from './study-protocol.ts';
export * from './study-rules.ts';
