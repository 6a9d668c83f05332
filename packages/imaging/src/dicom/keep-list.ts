/**
 * What happens to a kept value: `code` an upper-case word, `number` and `numbers` checked as such, `uid` mapped,
 * `class` a UID of the standard, `name` plain text of a maker, `date` shifted or left out, `items` its items by the
 * same list, `sex` and `age` only when patients' characteristics are kept.
 */
export type KeepRule =
  | 'code'
  | 'number'
  | 'uid'
  | 'class'
  | 'name'
  | 'date'
  | 'items'
  | 'sex'
  | 'age';

/** An element that may be kept. */
export interface KeepEntry {
  readonly tag: number;
  readonly keyword: string;
  readonly rule: KeepRule;
}

const lists: Readonly<Record<KeepRule, string>> = {
  class: '00080016 SOPClassUID, 00081150 ReferencedSOPClassUID',
  uid:
    '00080018 SOPInstanceUID, 0020000d StudyInstanceUID, 0020000e SeriesInstanceUID, ' +
    '00200052 FrameOfReferenceUID, 00081155 ReferencedSOPInstanceUID, 00209164 DimensionOrganizationUID',
  date: '00080020 StudyDate, 00080021 SeriesDate, 00080022 AcquisitionDate, 00080023 ContentDate',
  sex: '00100040 PatientSex',
  age: '00101010 PatientAge',
  name: '00080070 Manufacturer, 00081090 ManufacturerModelName',
  code:
    '00080008 ImageType, 00080060 Modality, 00080064 ConversionType, 00080068 PresentationIntentType, ' +
    '00080100 CodeValue, 00080102 CodingSchemeDesignator, 00180015 BodyPartExamined, ' +
    '00180020 ScanningSequence, 00180021 SequenceVariant, 00180023 MRAcquisitionType, ' +
    '00181210 ConvolutionKernel, 00185100 PatientPosition, 00185101 ViewPosition, ' +
    '00187004 DetectorType, 00200020 PatientOrientation, 00200060 Laterality, ' +
    '00200062 ImageLaterality, 00280004 PhotometricInterpretation, 00280301 BurnedInAnnotation, ' +
    '00281054 RescaleType, 00281056 VOILUTFunction, 00282110 LossyImageCompression, ' +
    '00282114 LossyImageCompressionMethod, 00280a02 PixelSpacingCalibrationType, ' +
    '30040002 DoseUnits, 30040004 DoseType, 20500020 PresentationLUTShape',
  number:
    '00180050 SliceThickness, 00180060 KVP, 00180080 RepetitionTime, 00180081 EchoTime, ' +
    '00180082 InversionTime, 00180083 NumberOfAverages, 00180086 EchoNumbers, ' +
    '00180087 MagneticFieldStrength, 00180088 SpacingBetweenSlices, 00180090 DataCollectionDiameter, ' +
    '00180091 EchoTrainLength, 00181100 ReconstructionDiameter, 00181110 DistanceSourceToDetector, ' +
    '00181111 DistanceSourceToPatient, 00181120 GantryDetectorTilt, 00181150 ExposureTime, ' +
    '00181151 XRayTubeCurrent, 00181152 Exposure, 00181153 ExposureInuAs, 00181164 ImagerPixelSpacing, ' +
    '00181190 FocalSpots, 00181314 FlipAngle, 00181405 RelativeXRayExposure, 00181411 ExposureIndex, ' +
    '00189087 DiffusionBValue, 00200011 SeriesNumber, 00200012 AcquisitionNumber, ' +
    '00200013 InstanceNumber, 00200032 ImagePositionPatient, 00200037 ImageOrientationPatient, ' +
    '00200100 TemporalPositionIdentifier, 00200105 NumberOfTemporalPositions, 00201041 SliceLocation, ' +
    '00209157 DimensionIndexValues, 00280002 SamplesPerPixel, 00280006 PlanarConfiguration, ' +
    '00280008 NumberOfFrames, 00280010 Rows, 00280011 Columns, 00280030 PixelSpacing, ' +
    '00280034 PixelAspectRatio, 00280100 BitsAllocated, 00280101 BitsStored, 00280102 HighBit, ' +
    '00280103 PixelRepresentation, 00281050 WindowCenter, 00281051 WindowWidth, ' +
    '00281052 RescaleIntercept, 00281053 RescaleSlope, 00282112 LossyImageCompressionRatio, ' +
    '3004000c GridFrameOffsetVector, 3004000e DoseGridScaling',
  items:
    '00082218 AnatomicRegionSequence, 00082220 AnatomicRegionModifierSequence, ' +
    '00540220 ViewCodeSequence, 52009229 SharedFunctionalGroupsSequence, ' +
    '52009230 PerFrameFunctionalGroupsSequence, 00289110 PixelMeasuresSequence, ' +
    '00289132 FrameVOILUTSequence, 00289145 PixelValueTransformationSequence, ' +
    '00209111 FrameContentSequence, 00209113 PlanePositionSequence, ' +
    '00209116 PlaneOrientationSequence, 00209071 FrameAnatomySequence',
};

/**
 * The elements that may be kept; everything else is removed, so that an element nobody thought of cannot leak.
 *
 * @see DICOM PS3.15 annex E: no element of its table is here except those mapped, shifted or asked for
 */
export const keepList: ReadonlyMap<number, KeepEntry> = new Map(
  Object.entries(lists).flatMap(([rule, text]) =>
    text.split(', ').map((pair): [number, KeepEntry] => {
      const [hex, keyword] = pair.split(' ');
      const tag = Number.parseInt(hex ?? '', 16);
      return [tag, { tag, keyword: keyword ?? '', rule: rule as KeepRule }]; // its own keys
    }),
  ),
);
