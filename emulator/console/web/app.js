// The frame of the console: which view is shown, the clock above it, who calls.
import {caller, onTokenNeeded, setCaller} from './api.js';
import {showClock} from './clock.js';
import {h, say} from './dom.js';
import {language, setLanguage, t} from './text.js';
import {follow, timeline} from './timeline.js';

// A view fills `main` and answers what to do when the timeline grew. Its files are read when it is first visited.
const VIEWS = {
  chain: () => import('./chain.js'), keys: () => import('./keys.js'), alarms: () => import('./alarms.js'), inbox: () => import('./inbox.js'),
  bench: () => import('./bench.js'), world: () => import('./world.js'), lessons: () => import('./lessons.js'),
};

// A view that is still reading is not asked again: what happens meanwhile is one more reading after it.
function oneAtATime(work) {
  let isBusy = false;
  let isAsked = false;
  let entries = [];
  return async (more) => {
    entries = entries.concat(more);
    isAsked = true;
    if (isBusy) return;
    isBusy = true;
    while (isAsked) {
      isAsked = false;
      const batch = entries;
      entries = [];
      // What fails now is read again with the next thing that happens.
      try {
        await work(batch);
      } catch {}
    }
    isBusy = false;
  };
}

const main = document.getElementById('main');
let update = () => {};
let shown = '';

function navigation(current) {
  const nav = document.getElementById('nav');
  const hasFocus = nav.contains(document.activeElement);
  nav.replaceChildren(...Object.keys(VIEWS).map((name) =>
      h('a', {href: `#${name}`, 'aria-current': name === current ? 'page' : undefined}, t(`nav.${name}`))));
  if (hasFocus) nav.querySelector('[aria-current]')?.focus();
  if (current !== 'lessons') wayBack(nav);
}

// From anywhere to the step that somebody came from.
async function wayBack(nav) {
  if (sessionStorage.getItem('lesson') === null) return;
  const lesson = (await VIEWS.lessons()).lessonToGoOn();
  if (lesson && !nav.querySelector('.back') && !shown.startsWith('lessons:')) nav.append(h('a', {class: 'back', href: `#lessons:${lesson.id}`}, t('lessons.back', {step: lesson.step})));
}

// The part of the address behind '#'; what somebody typed need not be well encoded.
function address() {
  const text = location.hash.slice(1) || 'chain';
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function show() {
  const [name, ...rest] = address().split(':');
  const load = VIEWS[name] ?? VIEWS.chain;
  const place = rest.join(':');
  navigation(name);
  document.title = `${t(`nav.${VIEWS[name] ? name : 'chain'}`)} – keytrail`;
  const wanted = shown = name + ':' + place;
  // What happens while a view is read is told to it afterwards.
  const meanwhile = [];
  update = (entries) => meanwhile.push(...entries);
  const content = h('div', {class: 'view', 'aria-busy': 'true'});
  main.replaceChildren(content);
  scrollTo(0, 0);
  try {
    const {show: fill} = await load();
    if (wanted !== shown) return;
    const next = await fill(content, place);
    if (wanted !== shown) return;
    update = oneAtATime(next ?? (() => {}));
    if (meanwhile.length > 0) update(meanwhile);
  } catch (trouble) {
    if (wanted === shown) update = () => {};
    content.replaceChildren(h('p', {class: 'trouble', role: 'alert'}, trouble.message));
  }
  content.removeAttribute('aria-busy');
}

// Who may call, to begin with; any other of these forms will do.
const IDENTITIES = ['root', 'user/alice', 'assumed-role/application/i-0123456789abcdef0'];

function settings() {
  const text = (name, attributes) => h('label', {}, t(name),
      h('input', {...attributes, value: caller[name], size: 10, autocomplete: 'off', spellcheck: 'false',
        placeholder: t('default'), onchange: (event) => { setCaller(name, event.target.value.trim()); show(); }}));
  document.getElementById('settings').replaceChildren(
      text('region', {}), text('identity', {title: t('identity.help'), list: 'identities'}),
      h('datalist', {id: 'identities'}, IDENTITIES.map((value) => h('option', {value}))),
      h('label', {}, t('language'),
          h('select', {onchange: (event) => setLanguage(event.target.value)},
              [['en', 'English'], ['ja', '日本語']].map(([code, name]) =>
                  h('option', {value: code, lang: code, selected: code === language}, name)))));
}

// Several requests may be refused at once: one dialog answers them all.
let asking = null;
onTokenNeeded(() => asking ??= new Promise((resolve) => {
  const dialog = document.getElementById('token');
  const field = h('input', {type: 'password', id: 'token-field', autocomplete: 'off'});
  dialog.replaceChildren(h('form', {method: 'dialog'}, h('h2', {id: 'token-title'}, t('token.title')),
      h('label', {}, t('token.field'), field), h('button', {}, t('token.ok'))));
  dialog.addEventListener('close', () => {
    asking = null;
    resolve(field.value);
  }, {once: true});
  if (!dialog.open) dialog.showModal();
}));

let trouble = null;
function noteTrouble(next) {
  if (next?.message === trouble?.message) return;
  trouble = next;
  document.body.classList.toggle('cut-off', next !== null);
  say(next === null ? '' : t('trouble', {why: next.message}));
}

document.getElementById('skip').textContent = t('skip');
settings();
const updateClock = oneAtATime(showClock(document.getElementById('clock')));
timeline.listeners.add((entries) => { update(entries); updateClock(entries); });
window.addEventListener('hashchange', show);
show();
follow(noteTrouble);
