/**
 * The small script of the page: filters by task, model and attribute, opens what a link points at,
 * opens everything before printing. Where the page stands in a frame of the workbench and is asked to, rows of tables
 * become buttons that tell the frame's owner which cases they count. Without it every part of the page still works.
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
let isAsked=false,last;
addEventListener('message',(m)=>{
if(isAsked||parent===window||m.source!==parent||!m.data||m.data.kind!=='equipoise/ask-cases')return;
isAsked=true;
all('tbody[data-by]').forEach((body)=>{const by=JSON.parse(body.dataset.by);
const heads=body.closest('table').tHead.rows[0].cells,scope=body.closest('[data-task]');
[...body.rows].forEach((row)=>{if(row.classList.contains('g'))return;
const th=row.cells[0],levels=row.dataset.of?JSON.parse(row.dataset.of):[th.textContent],b=d.createElement('button');
b.type='button';b.title='Show these cases';b.append(...th.childNodes);th.append(b);row.classList.add('pick');
row.addEventListener('click',(e)=>{if(last)last.removeAttribute('aria-current');last=row;row.setAttribute('aria-current','true');const cell=e.target.closest('th,td'),head=cell&&heads[cell.cellIndex];
parent.postMessage({kind:'equipoise/cases',slice:by.map((name,i)=>[name,levels[i]]),
metric:body.dataset.metric||(head&&head.dataset.metric)||'',
task:(scope&&scope.dataset.task)||'',model:(scope&&scope.dataset.model)||''},m.origin);});});});
addEventListener('resize',()=>{if(last)last.scrollIntoView({block:'center'});});
});
})();`;
