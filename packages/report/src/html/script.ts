/**
 * The small script of the page: filters by task, model and attribute, opens what a link points at,
 * opens everything before printing. Without it every part of the page still works.
 */
export const pageScript = `(()=>{
const d=document,all=(s)=>[...d.querySelectorAll(s)];
const bar=d.getElementById('filters');
if(bar){bar.hidden=false;
const apply=()=>{const want=all('#filters select').map((s)=>[s.name,s.value]);
all('[data-task],[data-model],[data-attribute]').forEach((e)=>{e.hidden=want.some(([k,v])=>v!==''&&e.dataset[k]!==undefined&&e.dataset[k]!==''&&e.dataset[k]!==v);
if(!e.hidden&&e.tagName==='DETAILS'&&want.some(([k,v])=>v!==''&&e.dataset[k]===v))e.open=true;});};
bar.addEventListener('change',apply);}
const open=()=>{let id='';try{id=decodeURIComponent(location.hash.slice(1));}catch{return;}
const e=id&&d.getElementById(id);if(!e)return;
for(let p=e;p;p=p.parentElement){if(p.tagName==='DETAILS')p.open=true;p.hidden=false;}
e.scrollIntoView();};
addEventListener('hashchange',open);open();
const menu=d.querySelector('details.menu');
if(menu){const close=()=>{menu.open=false;};
menu.addEventListener('click',(e)=>{if(e.target.tagName==='A')close();});
d.addEventListener('click',(e)=>{if(!menu.contains(e.target))close();});
d.addEventListener('keydown',(e)=>{if(e.key==='Escape'&&menu.open){close();menu.querySelector('summary').focus();}});}
let shut=[];
addEventListener('beforeprint',()=>{shut=all('main details:not([open])');shut.forEach((e)=>{e.open=true;});});
addEventListener('afterprint',()=>{shut.forEach((e)=>{e.open=false;});});
})();`;
