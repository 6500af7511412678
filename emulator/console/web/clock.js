// The keytrail clock: what it says, what counts down by it, and moving it.
import {moveClock, readClock} from './api.js';
import {h, say} from './dom.js';
import {has, span, t, time} from './text.js';
import {refresh} from './timeline.js';

// ---- the time as the page knows it ----

let reading = {now: 0, at: 0, speed: 0};
let ticking = null;  // While the clock runs.
const now = h('time', {class: 'now'});

// `clock` as the control API tells it.
function setClock(clock) {
  reading = {now: Date.parse(clock.now), at: Date.now(), speed: clock.mode === 'manual' ? 0 : clock.speed};
  clearInterval(ticking);
  ticking = reading.speed > 0 ? setInterval(tick, 1000) : null;
  tick();
}

// Between two readings a running clock goes on by itself.
const clockNow = () => reading.now + (Date.now() - reading.at) * reading.speed;

function showLeft(element) {
  element.textContent = t(element.dataset.words, {time: span(Number(element.dataset.until) - clockNow())});
}

// The words of the catalogue with the {time} that is left until an instant.
export function countdown(words, until) {
  const element = h('span', {'data-words': words, 'data-until': until});
  showLeft(element);
  return element;
}

function tick() {
  const instant = new Date(clockNow()).toISOString();
  now.textContent = time(instant.slice(0, 19) + 'Z');
  now.setAttribute('datetime', instant);
  for (const element of document.querySelectorAll('[data-until]')) showLeft(element);
}

// ---- the strip at the top of the page ----

const STEPS = ['1m', '1h', '1d'];
const SPEEDS = [1, 60, 3600];
const READING_MS = 500;

// "alarm kms-errors is judged": what waits, in words.
function what(next) {
  const subject = next.subject.split('/').slice(2).join('/');
  const key = `next.${next.kind}`;
  return has(key) ? t(key, {subject}) : `${next.kind} ${subject}`;
}

// Without the day when it is today.
const short = (instant, today) => instant.slice(0, 10) === today.slice(0, 10) ? instant.slice(11, 19) : time(instant).replace(' UTC', '');

// Answers what reads the clock again; the strip is there when it was first read.
export function showClock(section) {
  let clock = null;
  const mode = h('span', {class: 'mode'});
  // Pressed twice it would do what nobody has read yet.
  let readable = 0;
  const next = h('button', {type: 'button', onclick: () => { if (performance.now() > readable) move({set: clock.next.time}); }});
  const toggle = h('button', {type: 'button', class: 'toggle',
    onclick: () => move({mode: clock.mode === 'manual' ? 'wall' : 'manual'})});
  const by = h('input', {size: 4, value: '10d', 'aria-label': t('clock.by'), title: t('clock.by')});
  const speed = h('select', {'aria-label': t('clock.speed'), onchange: () => move({speed: Number(speed.value)})});
  const trouble = h('span', {class: 'trouble', role: 'alert'});

  async function move(change) {
    trouble.textContent = '';
    try {
      const moved = await moveClock(change);
      await refresh();
      say(t('clock.moved', {now: time(moved.now)}));
    } catch (refusal) {
      trouble.textContent = refusal.message;
    }
  }

  async function read() {
    clock = await readClock();
    setClock(clock);
    const isManual = clock.mode === 'manual';
    mode.textContent = isManual ? t('clock.manual') : t('clock.wall');
    speed.hidden = isManual;
    if (!isManual && document.activeElement !== speed) {
      const speeds = [...new Set([...SPEEDS, clock.speed])].sort((a, b) => a - b);
      speed.replaceChildren(...speeds.map((one) => h('option', {value: one, selected: one === clock.speed}, `${one}×`)));
    }
    toggle.textContent = isManual ? t('clock.run') : t('clock.stop');
    next.disabled = !clock.next;
    const words = clock.next ?
      t('clock.next', {what: what(clock.next), time: short(clock.next.time, clock.now)}) : t('clock.nothing');
    if (next.textContent && next.textContent !== words) readable = performance.now() + READING_MS;
    next.textContent = words;
    if (!now.isConnected) {
      section.replaceChildren(h('span', {class: 'unseen'}, t('clock.now')), now, mode, toggle,
          ...STEPS.map((step) => h('button', {type: 'button', onclick: () => move({advance: step})}, `+${step}`)),
          h('form', {class: 'row', onsubmit: (event) => { event.preventDefault(); move({advance: by.value.trim()}); }},
              by, h('button', {}, t('clock.advance'))),
          next, speed, trouble);
    }
  }
  addEventListener('clock', () => read().catch(() => {}));
  return read;
}
