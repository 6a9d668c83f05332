const run = 'window.__ran=(window.__ran||0)+1';

const vectors: readonly string[] = [
  `<script>${run}</script>`,
  `"><script>${run}</script>`,
  `</title><script>${run}</script>`,
  `</textarea><script>${run}</script>`,
  `<img src=x onerror="${run}">`,
  `"><img src=x onerror=${run}>`,
  `' onmouseover='${run}' x='`,
  `" autofocus onfocus="${run}" x="`,
  `<svg onload=${run}>`,
  `<svg><animate onbegin=${run} attributeName=x dur=1s>`,
  `<svg><foreignObject><iframe srcdoc="<script>parent.${run}</script>"></foreignObject></svg>`,
  `<iframe srcdoc="<script>parent.__ran=1</script>"></iframe>`,
  `<iframe src="javascript:parent.__ran=1"></iframe>`,
  `<a href="javascript:${run}">a</a>`,
  `javascript:${run}`,
  `data:text/html,<script>opener.__ran=1</script>`,
  `<object data="data:text/html,<script>parent.__ran=1</script>"></object>`,
  `<embed src="javascript:${run}">`,
  `<math href="javascript:${run}">x</math>`,
  `<body onload=${run}>`,
  `<details open ontoggle=${run}>x</details>`,
  `<video><source onerror=${run}></video>`,
  `<style>@import 'javascript:${run}';</style>`,
  `<link rel=stylesheet href="javascript:${run}">`,
  `<meta http-equiv=refresh content="0;url=javascript:${run}">`,
  `<base href="javascript:${run}//">`,
  `{{constructor.constructor('${run}')()}}`,
  `\${${run}}`,
  `<!--><script>${run}</script>-->`,
  `<template><script>${run}</script></template>`,
  `<form action="javascript:${run}"><button autofocus>x</button></form>`,
  `=HYPERLINK("javascript:${run}","x")`,
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(1+1)*cmd|x',
  '\t=1+1',
  '\r=1+1',
  '__proto__',
  'constructor',
];

const dressings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase().replaceAll('WINDOW.__RAN', 'window.__ran'),
  (text) => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  (text) => encodeURIComponent(text),
  (text) => text.replaceAll(' ', '\n'),
  (text) => `\u202e${text}`,
  (text) => text.replaceAll('<', '＜').replaceAll('>', '＞'),
  (text) => `a\u0301${text}`,
  (text) => `]]>${text}`,
  (text) => `*/';${text}//`,
];

/** Texts that would run, or count, if something took them for more than text; more than 300 of them. */
export const hostileTexts: readonly string[] = dressings.flatMap((dress) => vectors.map(dress));

/** Gives out the texts in turn, those that a field takes: not longer than it, and without controls for a name. */
export function hostileStream(): {
  readonly text: (most?: number) => string;
  readonly name: (most?: number) => string;
} {
  let at = 0;
  const next = (fits: (text: string) => boolean): string => {
    for (;;) {
      const text = hostileTexts[at % hostileTexts.length] ?? '';
      at += 1;
      // What is cut in the middle would be harmless.
      if (fits(text)) return text;
    }
  };
  return {
    text: (most = 10_000) => next((text) => text.length <= most),
    name: (most = 150) => next((text) => text.length <= most && !/[\p{Cc}\p{Cf}]/u.test(text)),
  };
}
