// The chain view: one row for each thing that happened, with how far along the chain it came.
import {badge, h} from './dom.js';
import {longList} from './list.js';
import {shortArn, t, time} from './text.js';
import {reached, stretchAfter, stretchBefore, timeline} from './timeline.js';

const LINKS = ['record', 'log', 'filter', 'datapoint', 'alarm', 'notification'];

// Where the chain of what nobody called for begins.
const FIRST_LINKS = {alarm: 'alarm', notification: 'notification'};

// ---- one row ----

function headline({kind, head}) {
  if (kind === 'clock') return [t('chain.clock', {from: time(head.from), to: time(head.to)})];
  if (kind === 'service-event') return [t('chain.service', {name: head.eventName})];
  if (kind === 'alarm') return [t('chain.alarm', {name: head.alarm, from: head.from, to: head.to})];
  if (kind === 'notification') return [t('chain.notification', {to: head.endpoint}), ' ', head.subject];
  return [
    h('strong', {}, `${head.service} ${head.operation}`), ' ',
    head.errorCode ? badge('bad', head.errorCode) : badge('good', t('chain.ok')), ' ',
    head.resource && h('span', {class: 'resource', title: head.resource}, shortArn(head.resource)), ' ',
    h('span', {class: 'who'}, head.invokedBy ? t('chain.invoked', {who: head.invokedBy}) : shortArn(head.identity)),
    head.errorMessage && [' ', h('span', {class: 'message'}, head.errorMessage)],
  ];
}

// What a click on one of its buttons tells the reason of is in the button's data-link.
function row(chain) {
  const links = chain.kind === 'clock' ? [] : LINKS.slice(LINKS.indexOf(FIRST_LINKS[chain.kind] ?? 'record'));
  return h('li', {class: `happening ${chain.kind}`},
      h('div', {class: 'head'},
          h('time', {datetime: chain.head.time}, time(chain.head.time)),
          h('button', {type: 'button', class: 'what', 'data-link': 'call'}, headline(chain))),
      links.length > 0 && h('ol', {class: 'links'}, links.map((link) => {
        const isReached = reached[link](chain);
        const name = t(`link.${link}`);
        return h('li', {}, h('button', {type: 'button', class: isReached ? 'link reached' : 'link', 'data-link': link,
          'aria-label': `${name} ${t(isReached ? 'link.reached' : 'link.not')}`}, isReached ? '● ' : '○ ', name));
      })));
}

// ---- the list ----

// What a reader searches for: every word that the row's entries hold.
const texts = new WeakMap();
function text(chain) {
  const known = texts.get(chain);
  if (known?.version === chain.version) return known.text;
  const found = JSON.stringify([chain.head, chain.record, chain.transitions, chain.notifications]).toLowerCase();
  texts.set(chain, {version: chain.version, text: found});
  return found;
}

// A row made again takes along what somebody reads in it, and the focus.
function remade(chain, old) {
  const fresh = row(chain);
  if (!old) return fresh;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const number = [...old.querySelectorAll('button')].indexOf(focused);
  const panel = old.querySelector('.why');
  if (panel) fresh.append(panel);
  if (focused) requestAnimationFrame(() => (focused.isConnected ? focused : fresh.querySelectorAll('button')[number])?.focus({preventScroll: true}));
  return fresh;
}

const FRESH_MAX = 20;  // More at once are not worth a movement.
const TYPING_MS = 300; // What is still being typed is not searched for far back.

const older = (stretch) => stretchBefore(stretch.firstId);
const newer = (stretch) => stretchAfter(stretch.lastId);

// `place` is what is searched for.
export function show(content, place = '') {
  // What is shown: the newest, as they come; or one stretch that stands still, while `fresh` calls are made.
  const state = {words: [], errors: false, leading: false, still: null, fresh: 0, freshFrom: Infinity,
    search: 0, note: ''};  // Each search has a number: the next one ends it.
  const chainOf = new WeakMap();  // Of a row.
  const rows = longList(h('ol', {class: 'happenings', 'aria-label': t('chain.title')}), (chain, old) => {
    const element = remade(chain, old);
    chainOf.set(element, chain);
    if (!old && chain.id > state.freshFrom) element.classList.add('fresh');
    return element;
  }, (element) => element.querySelector('.why') !== null);
  const count = h('p', {class: 'count'});
  const button = (name, act) => h('button', {type: 'button', onclick: act}, name && t(name));
  const before = button('chain.older', () => turn(older).then(toTheTop));
  const after = button('chain.newer', () => turn(newer).then(toTheTop));
  const pause = button('', () => {
    state.search++;
    state.note = '';
    state.still = state.still ? null : {...timeline.newest, chains: [...timeline.newest.chains]};
    state.fresh = 0;
    draw();
  });
  const save = button('save.open', async () => (await import('./save.js')).saveAsScenario(0));
  const note = h('div', {role: 'status'}, t('loading'));
  const empty = h('div', {hidden: true});
  const box = (name, label) => h('label', {class: 'box'}, h('input', {type: 'checkbox', onchange: (event) => {
    state[name] = event.target.checked;
    find();
  }}), ' ', t(label));

  const shown = () => state.still ?? timeline.newest;
  const toTheTop = () => content.querySelector('h1').scrollIntoView();

  function isWanted(chain) {
    if (state.errors && !chain.head.errorCode) return false;
    if (state.leading && chain.kind === 'call' && !chain.head.errorCode && chain.datapoints.length === 0 &&
        chain.notifications.length === 0) return false;
    return state.words.every((word) => text(chain).includes(word));
  }

  // Goes on, stretch by stretch, to one that holds something wanted; stays when there is none.
  async function turn(next) {
    const number = ++state.search;
    const {newest} = timeline;
    let at = shown();
    let until = '';
    do {
      until = at.chains.at(-1)?.head.time ?? until;
      state.note = t('chain.looking', {time: time(until)});
      draw();
      at = await next(at);
      if (number !== state.search || !content.isConnected) return;
    } while (!at.chains.some(isWanted) && at.firstId > 1 && at.lastId < newest.firstId);
    const isFound = at.chains.some(isWanted);
    state.note = isFound || next === newer ? '' : t('chain.none-before');
    if (isFound) state.still = at;
    if (next === newer && (!isFound || at.lastId >= newest.firstId)) state.still = null;
    draw();
  }

  function draw() {
    const {chains, firstId} = shown();
    const wanted = chains.filter(isWanted);
    rows.show(wanted);
    before.hidden = firstId <= 1 || (wanted.length === 0 && state.note === t('chain.none-before'));
    after.hidden = state.still === null;
    count.textContent = t('chain.count', {shown: wanted.length, all: chains.length});
    pause.textContent = state.still ? t('chain.resume', {new: state.fresh}) : t('chain.pause');
    if (!timeline.isRead) return;
    empty.hidden = chains.length > 0 || firstId > 1;
    if (!empty.hidden && !empty.hasChildNodes()) welcome();
    note.textContent = state.note || (wanted.length === 0 && empty.hidden ? t('chain.none-such') : '');
  }

  // What to do so that there is something to see.
  async function welcome() {
    empty.append(h('p', {}, t('chain.empty')), h('p', {}, h('a', {class: 'button', href: '#lessons:key-deletion'}, t('chain.begin'))));
    const {copyable, terminal} = await import('./copyable.js');
    empty.append(h('p', {}, t('chain.connect')), copyable(terminal()));
  }

  const search = h('input', {type: 'search', placeholder: t('chain.filter.help'), value: place, oninput: find});
  // What is shown may answer, else the newest, else what was before.
  function find() {
    const number = ++state.search;
    const isAnswered = () => shown().chains.some(isWanted);
    state.words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    state.note = '';
    if (!isAnswered()) state.still = null;
    draw();
    const isOver = () => number !== state.search || isAnswered() || shown().firstId <= 1;
    if (!isOver()) setTimeout(() => isOver() || turn(older), TYPING_MS);
  }
  rows.whole.addEventListener('click', async ({target}) => {
    const {words, link} = target.closest('button')?.dataset ?? {};
    if (link) {
      const element = target.closest('.happening');
      (await import('./why.js')).openLink(chainOf.get(element), link, element);
    }
    if (!words) return;
    search.value = words;
    find();
    search.focus();
  });

  content.replaceChildren(h('h1', {}, t('chain.title')),
      h('div', {class: 'tools'},
          h('label', {}, t('chain.filter'), search), box('errors', 'chain.errors'), box('leading', 'chain.reads'), pause, after, save, count),
      note, empty, rows.whole, before);
  find();
  if (!timeline.isRead) timeline.firstReading.then(find);
  return (entries) => {
    const fresh = entries.filter((entry) => entry.kind === 'call').length;
    state.freshFrom = fresh <= FRESH_MAX ? (entries[0]?.id ?? 1) - 1 : Infinity;
    state.fresh += fresh;
    if (state.still) pause.textContent = t('chain.resume', {new: state.fresh});
    else draw();
  };
}
