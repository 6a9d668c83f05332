import { answerSchema, imageRecordSchema, relatedCaseSchema } from '@equipoise/domain';
import { z } from 'zod';
import { bytes, defineRoutes, files, json, jsonBody, nothing } from '../route.ts';
import { id, inStudy, none, place, reason } from '../shapes/primitives.ts';
import { caseShape, imageShape, importShape } from '../shapes/study.ts';
import { leads, lookers, resultLeads } from './access.ts';

const plain = { rate: 'general', params: inStudy, query: none, body: null, errors: [] } as const;

/** Which part of a long list is wanted. */
const page = {
  /** Text that a row must have somewhere. */
  find: z.string().max(200).optional(),
  /** By name or by when it was added; with a minus downwards. */
  sort: z.enum(['name', '-name', 'added', '-added']).optional(),
  from: z.coerce.number().int().min(0).default(0),
  count: z.coerce.number().int().min(0).max(5000).default(200),
};

/** Images and cases. */
export const imageRoutes = defineRoutes({
  importImages: {
    ...plain,
    rate: 'heavy',
    method: 'POST',
    path: '/studies/:studyId/images',
    summary:
      'Take images in: DICOM, ZIP, NIfTI, PNG, JPEG, TIFF; with `cases`, each becomes a case.',
    access: leads,
    event: 'change',
    body: files(
      z.object({
        /** `none`, or a case for each image, or one for each patient. */
        cases: z.enum(['none', 'image', 'patient']).default('none'),
      }),
    ),
    answer: json(importShape),
    errors: ['room/too-large', 'room/wrong-media', 'room/not-built'],
  },
  pullImages: {
    ...plain,
    rate: 'heavy',
    method: 'POST',
    path: '/studies/:studyId/images/pull',
    summary: 'Pull a study from a DICOMweb server, as a job.',
    access: leads,
    event: 'change',
    body: jsonBody(
      z.strictObject({
        url: z.url().max(2000),
        studyInstanceUid: z.string().regex(/^[0-9.]{1,64}$/),
        seriesInstanceUid: z
          .string()
          .regex(/^[0-9.]{1,64}$/)
          .optional(),
        cases: z.enum(['none', 'image', 'patient']).default('none'),
      }),
    ),
    answer: json(z.object({ jobId: id })),
    errors: ['room/not-allowed', 'room/not-built'],
  },
  searchPeer: {
    ...plain,
    rate: 'heavy',
    method: 'POST',
    path: '/studies/:studyId/images/search',
    summary: 'Search a DICOMweb server for studies.',
    access: leads,
    event: 'export',
    body: jsonBody(
      z.strictObject({
        url: z.url().max(2000),
        query: z.record(z.string().max(64), z.string().max(200)).default({}),
      }),
    ),
    answer: json(
      z.object({
        studies: z.array(
          z.object({
            studyInstanceUid: z.string(),
            date: z.string().nullable(),
            modalities: z.array(z.string()),
            description: z.string().nullable(),
            instanceCount: z.int().nullable(),
          }),
        ),
      }),
    ),
    errors: ['room/not-allowed', 'room/away'],
  },
  sendToPeer: {
    ...plain,
    rate: 'heavy',
    method: 'POST',
    path: '/studies/:studyId/exports/dicomweb',
    summary: 'Send drawings as DICOM SEG and answers as DICOM SR to a DICOMweb server, as a job.',
    access: resultLeads,
    event: 'export',
    body: jsonBody(
      z.strictObject({
        url: z.url().max(2000),
        kinds: z
          .array(z.enum(['seg', 'sr']))
          .min(1)
          .max(2)
          .default(['seg', 'sr']),
        /** `peer`: the objects join the studies that the images came from; `pseudonym`: as in the files of an export. */
        identity: z.enum(['peer', 'pseudonym']).default('peer'),
        /** Studies at that server; those that were pulled from it where none are named. */
        studyInstanceUids: z
          .array(z.string().regex(/^[0-9.]{1,64}$/))
          .max(1000)
          .default([]),
      }),
    ),
    answer: json(z.object({ jobId: id })),
    errors: ['room/bad-state', 'room/not-allowed'],
  },
  images: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/images',
    summary: 'Images of the study, a page of those that are asked for.',
    access: leads,
    event: 'read',
    query: z.object({
      ...page,
      /** Only images that are in no case. */
      free: z.literal('true').optional(),
    }),
    answer: json(z.object({ total: z.int(), images: z.array(imageShape) })),
  },
  image: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/images/:imageId',
    summary: 'The record of an image. Readers get those of their own served tasks.',
    access: lookers,
    event: 'read',
    params: z.object({ studyId: id, imageId: id }),
    answer: json(imageRecordSchema),
  },
  imageFrame: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/images/:imageId/frames/:frame',
    summary: 'A frame as EQF1 bytes; it never changes.',
    access: lookers,
    event: 'read',
    params: z.object({ studyId: id, imageId: id, frame: place }),
    answer: bytes('application/x-equipoise-frame'),
  },
  imageThumbnail: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/images/:imageId/thumbnail',
    summary: 'The image small, through its first window, as JPEG; seen by whom the image is seen.',
    access: lookers,
    event: 'read',
    params: z.object({ studyId: id, imageId: id }),
    answer: bytes('image/jpeg'),
    errors: ['room/failed'],
  },
  cases: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/cases',
    summary: 'Cases of the study, a page of those that are asked for.',
    access: leads,
    event: 'read',
    query: z.object(page),
    answer: json(z.object({ total: z.int(), cases: z.array(caseShape) })),
  },
  case: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/cases/:caseId',
    summary: 'One case of the study.',
    access: leads,
    event: 'read',
    params: z.object({ studyId: id, caseId: id }),
    answer: json(caseShape),
  },
  addCase: {
    ...plain,
    method: 'POST',
    path: '/studies/:studyId/cases',
    summary: 'Add a case of images that are there already.',
    access: leads,
    event: 'change',
    body: jsonBody(
      z.strictObject({
        caseId: id,
        patientId: id.nullable().default(null),
        imageIds: z.array(id).min(1).max(10_000),
        related: z.array(relatedCaseSchema).max(100).default([]),
        attributes: z
          .array(z.strictObject({ name: id, value: z.string().max(2000) }))
          .max(200)
          .default([]),
        /** What a model said, for arms that show it. */
        modelAnswers: z.array(answerSchema).max(500).nullable().default(null),
      }),
      16 * 1_048_576,
    ),
    answer: json(caseShape),
    errors: ['room/conflict', 'room/not-found'],
  },
  removeCase: {
    ...plain,
    method: 'DELETE',
    path: '/studies/:studyId/cases/:caseId',
    summary: 'Take a case out of a study that is not locked.',
    access: leads,
    event: 'change',
    params: z.object({ studyId: id, caseId: id }),
    query: z.object({ why: reason }),
    answer: nothing,
    errors: ['room/bad-state'],
  },
});
