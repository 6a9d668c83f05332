import { colours } from '../charts/palette.ts';

function variables(at: 0 | 1): string {
  return Object.entries(colours)
    .map(([name, pair]) => `--${name}:${pair[at]}`)
    .join(';');
}

/** The style sheet of the page: light, dark where the system asks for it on screen, light on paper. */
export function styleSheet(): string {
  return `
:root{color-scheme:light;${variables(0)}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${variables(1)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:3.4rem}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main,header.top,footer{max-width:78rem;margin:0 auto;padding:0 1.25rem}
h1{font-size:1.7rem;line-height:1.2;margin:1.6rem 0 .3rem;overflow-wrap:anywhere}
h2{font-size:1.3rem;line-height:1.25;margin:2.6rem 0 .2rem;padding-top:.9rem;border-top:2px solid var(--ink)}
h3{font-size:1.06rem;margin:1.6rem 0 .3rem}
h4{font-size:.95rem;margin:1.1rem 0 .2rem}
p{margin:.4rem 0 .7rem;max-width:46rem;overflow-wrap:anywhere}
a{color:var(--c1)}
:focus-visible{outline:3px solid var(--c1);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--page);padding:.5rem;z-index:9}
.lead,.note,figcaption,.sub{color:var(--muted)}
.lead{margin-top:0}.note,figcaption{font-size:.82rem;line-height:1.4}.note{max-width:62rem}
nav.bar{position:sticky;top:0;z-index:5;background:var(--page);border-bottom:1px solid var(--line);margin-top:1rem;font-size:.86rem}
nav.bar>.row{max-width:78rem;margin:0 auto;padding:0 1.25rem;display:flex;gap:.9rem;align-items:center}
nav.bar .ends{display:flex;gap:.2rem .9rem;overflow-x:auto;white-space:nowrap;align-items:center;padding:.5rem 0;min-width:0}
nav.bar .quick{display:inline-flex;gap:.9rem;padding-right:1rem}
nav.bar select{font:inherit;color:inherit;background:var(--page);border:1px solid var(--muted);border-radius:4px;max-width:11rem;padding:.1rem}
#filters{display:inline-flex;gap:.8rem;border-right:1px solid var(--line);padding-right:.9rem}
#filters:empty{display:none}
nav.bar label{display:inline-flex;gap:.3rem;align-items:center}
details.menu{border:0;padding:0;margin:0;flex:none}
details.menu>summary{padding:.2rem .6rem;border:1px solid var(--muted);border-radius:4px;font-weight:600}
details.menu ul{position:absolute;left:0;right:0;top:100%;margin:0;padding:.8rem max(1.25rem,calc((100vw - 75.5rem)/2));list-style:none;columns:17rem;background:var(--page);border-bottom:2px solid var(--ink);max-height:75vh;overflow-y:auto}
details.menu[open]{padding:0}
details.menu li{padding:.22rem 0;break-inside:avoid}
.plain{border:1px solid var(--line);border-left:5px solid var(--ink);border-radius:4px;padding:.7rem 1.1rem .8rem;margin:1rem 0}
.big{font-size:1.12rem;line-height:1.45;max-width:66rem;margin:.3rem 0 .6rem}
.three{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:.4rem 1.8rem;font-size:.9rem;line-height:1.42}
h2.small{font-size:.95rem;margin:.5rem 0 .2rem;padding:0;border:0}
.three ul{margin:.2rem 0;padding-left:1.05rem}.three li{margin:.3rem 0;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.6rem,1fr));gap:.6rem;margin:1rem 0;padding:0;list-style:none}
.facts li{border-top:2px solid var(--line);padding:.35rem .1rem;font-size:.86rem;color:var(--muted)}
.facts b{display:block;font-size:1.32rem;line-height:1.25;color:var(--ink);font-weight:600;font-variant-numeric:tabular-nums}
.loud{border:3px solid var(--bad);padding:.6rem .9rem;margin:1rem 0;max-width:60rem}
.loud p{margin:.2rem 0}
.v{display:inline-flex;align-items:center;justify-content:center;width:1.5em;height:1.5em;border:2px solid currentColor;border-radius:4px;font-weight:700;font-size:.86em;line-height:1;flex:none}
.v.within{border-radius:50%;color:var(--good)}
.v.beyond{color:var(--page);background:var(--bad);border-color:var(--bad)}
.v.cannot{border-style:dashed;color:var(--ink)}
.v.none{border-style:dotted;color:var(--muted)}
.w{white-space:nowrap}
.score{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.6rem;margin:.8rem 0 1rem;padding:0;list-style:none}
.score li{display:grid;grid-template-columns:auto 1fr;gap:0 .6rem;align-items:center;border:1px solid var(--line);border-radius:6px;padding:.5rem .7rem;font-size:.84rem}
.score .v{font-size:1.15rem;grid-row:span 2}
.score b{font-size:1rem}
.score span:last-child{grid-column:2;color:var(--muted);line-height:1.3}
.says{list-style:none;margin:.3rem 0 1rem;padding:0;columns:2 30rem;column-gap:2.4rem}
.says li{break-inside:avoid;display:flex;font-size:.95rem;line-height:1.45;gap:.6rem;padding:.32rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.says li>div{min-width:0}
.matrix td,.matrix th{vertical-align:middle}
.matrix td a{display:inline-flex;flex-wrap:wrap;gap:.18rem .7rem;text-decoration:none;color:inherit;padding:.1rem;font-size:.82rem}
.matrix td a:hover{text-decoration:underline}
.matrix td span.m{display:inline-flex;gap:.25rem;align-items:center;white-space:nowrap}
.t{margin:.7rem 0 1.1rem;max-width:100%;min-width:0}
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;min-width:min(20rem,100%);font-size:.84rem;line-height:1.35;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:.2rem 0}caption>span{display:inline-block;position:sticky;left:0;max-width:calc(100vw - 2.2rem)}
th,td{text-align:left;padding:.26rem .8rem .26rem 0;border-bottom:1px solid var(--line);vertical-align:top}
tr.pick{cursor:pointer}tr.pick:hover td,tr.pick:hover th,tr.pick[aria-current] td,tr.pick[aria-current] th{background:var(--band)}tr.pick button{font:inherit;color:inherit;background:none;border:0;padding:0;text-align:inherit;text-decoration:underline;cursor:pointer}
thead th{border-bottom:1.5px solid var(--ink);vertical-align:bottom;font-weight:600}
tbody th{font-weight:500;overflow-wrap:break-word;min-width:4.6rem;max-width:19rem}
tbody tr>th:first-child:not([colspan]),thead th:first-child{position:sticky;left:0;background:var(--page);z-index:1}
tr.g th{font-weight:600;background:var(--band);padding:.3rem .5rem;max-width:none}
tr.g th>span{position:sticky;left:.5rem}
tr.g small{font-weight:400;padding-left:.3rem}
td{max-width:30rem;overflow-wrap:break-word}
td,.n{text-align:right;white-space:nowrap}td.l{text-align:left;white-space:normal;min-width:5.5rem}td.w{min-width:min(17rem,62vw)}.matrix td{text-align:left}thead .n{white-space:normal}
td small,th small{color:var(--muted);font-size:.92em}
.hid{color:var(--muted);background:repeating-linear-gradient(135deg,var(--band) 0 4px,transparent 4px 8px);padding:0 .35em;font-style:italic;white-space:nowrap}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,21.5rem),1fr));gap:1.1rem 1.5rem;margin:.7rem 0;align-items:start}
.beside{display:flex;flex-wrap:wrap;gap:0 2.4rem;align-items:flex-start}
.beside>*{max-width:100%;min-width:0}.beside>figure{margin-bottom:1.1rem}
.beside>.charts{flex:none;width:min(100%,24rem);grid-template-columns:minmax(0,1fr)}.beside>.charts:has(.wide){width:min(100%,45rem)}
.charts:not(:has(figure)){display:block;line-height:1.3}.charts:not(:has(figure)) p{display:inline;margin-right:1.2rem}
figure{margin:0;min-width:0}
figure{max-width:27rem}figure.wide{grid-column:1/-1;max-width:none}
figure svg{display:block;width:100%;height:auto}
figure .hold{overflow-x:auto}
figure.wide svg{min-width:41rem;max-width:75rem}
svg.p{fill:currentColor;font:11px system-ui,-apple-system,"Segoe UI",sans-serif;text-anchor:middle}svg.p text{white-space:pre}
details{border:1px solid var(--line);border-radius:6px;padding:0 .9rem;margin:.6rem 0}
details>summary{cursor:pointer;padding:.5rem 0;font-weight:600}
details.plain{border:0;padding:0}
details.plain>summary{font-weight:400;color:var(--muted);font-size:.9rem;padding:.2rem 0}
details[open]{padding-bottom:.6rem}
.blank{color:var(--muted);border-left:3px dashed var(--muted);padding-left:.7rem}
code{font:.86em ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--band);padding:.7rem;border-radius:6px;font:.82rem/1.45 ui-monospace,Menlo,Consolas,monospace}
.contents{columns:17rem;font-size:.88rem;padding-left:1.6rem;margin:.3rem 0}
.contents li{break-inside:avoid}
footer{border-top:1px solid var(--line);margin-top:3rem;padding-top:.8rem;padding-bottom:2rem;font-size:.84rem;color:var(--muted)}
[hidden]{display:none!important}
.broad,.narrow{margin-top:1.3rem}.narrow{display:none}
@media screen and (max-width:46rem){.broad{display:none}.narrow{display:block}}
@media (max-width:40rem){main,header.top,footer{padding:0 .9rem}nav.bar>.row{padding:0 .9rem}nav.bar .quick{display:none}#filters{border:0}.plain{padding:.5rem .8rem}.big{font-size:1.02rem}h1{font-size:1.4rem}details{padding:0 .6rem}}
@media print{
.beside{display:block}.lead,section>p{break-after:avoid}.says{columns:2;column-gap:14pt}.says li{font-size:8.4pt;line-height:1.35}td .v,.m .v{border-width:1px}.scroll{max-width:none}
@page{size:A4;margin:15mm 13mm}
:root{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{font-size:9.5pt;line-height:1.4}
main,header.top,footer{max-width:none;padding:0}
nav.bar,.skip,.screen{display:none}
h1{font-size:17pt;margin-top:0}h2{font-size:13pt;margin-top:16pt;break-after:avoid}h3,h4,caption,summary{break-after:avoid}
table{font-size:7.6pt}.scroll{overflow:visible}th,td{padding:1.6pt 5pt 1.6pt 0}
td,.n,td.l,td.w{white-space:normal;min-width:0}caption>span{max-width:none}
.facts{grid-template-columns:repeat(6,1fr)}.score{grid-template-columns:repeat(4,1fr)}.score li{padding:4pt;font-size:8pt}.score b{font-size:9.5pt}
tbody th{min-width:0;max-width:none}td{max-width:none}tbody tr>th:first-child:not([colspan]),thead th:first-child{position:static}
tr,figure,.score li,.says li,.plain{break-inside:avoid}.plain .three{grid-template-columns:repeat(3,1fr);font-size:8.4pt}.big{font-size:11pt}thead{display:table-header-group}
details{border:0;padding:0}details::details-content{content-visibility:visible;display:block;height:auto}
details>summary{list-style:none}details>summary::-webkit-details-marker{display:none}
.charts{grid-template-columns:repeat(3,minmax(0,1fr));gap:8pt}.beside>.charts{width:62mm}.beside>.charts:has(.wide){width:130mm}figure.wide svg{min-width:0;max-width:100%}figcaption,.note{font-size:7.4pt}
[hidden]{display:revert!important}
a{color:inherit;text-decoration:none}
}`;
}
