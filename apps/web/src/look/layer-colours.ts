/** Colours of layers: those of the stage, in its order, known here without its code. */
export const layerColours: readonly string[] = [
  '#e69f00',
  '#56b4e9',
  '#009e73',
  '#f0e442',
  '#0072b2',
  '#d55e00',
  '#cc79a7',
  '#dddddd',
];
