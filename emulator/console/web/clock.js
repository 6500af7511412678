// The keytrail clock: what it says, and moving it.
import {moveClock, readClock} from './api.js';
import {clockNow, setClock} from './countdown.js';
import {h, say} from './dom.js';
import {has, t, time} from './text.js';
import {refresh} from './timeline.js';

const STEPS = ['1m', '1h', '1d'];
const SPEEDS = [1, 60, 3600];

// "alarm kms-errors is judged": what waits, in words.
function what(next) {
  const subject = next.subject.split('/').slice(2).join('/');
  const key = `next.${next.kind}`;
  return has(key) ? t(key, {subject}) : `${next.kind} ${subject}`;
}

// Without the day when it is today.
const short = (instant, today) => instant.slice(0, 10) === today.slice(0, 10) ? instant.slice(11, 19) : time(instant).replace(' UTC', '');

export function showClock(section) {
  let reading = null;
  const now = h('time', {class: 'now'});
  const mode = h('span', {class: 'mode'});
  const next = h('button', {type: 'button', onclick: () => move({set: reading.next.time})});
  const toggle = h('button', {type: 'button',
    onclick: () => move({mode: reading.mode === 'manual' ? 'wall' : 'manual'})});
  const by = h('input', {size: 4, value: '10d', 'aria-label': t('clock.by'), title: t('clock.by')});
  const speed = h('select', {'aria-label': t('clock.speed'), onchange: () => move({speed: Number(speed.value)})});
  const trouble = h('span', {class: 'trouble', role: 'alert'});

  async function move(change) {
    trouble.textContent = '';
    try {
      const moved = await moveClock(change);
      await refresh();
      await read();
      say(t('clock.moved', {now: time(moved.now)}));
    } catch (refusal) {
      trouble.textContent = refusal.message;
    }
  }

  function tick() {
    if (reading === null) return;
    const instant = new Date(clockNow()).toISOString();
    now.textContent = time(instant.slice(0, 19) + 'Z');
    now.setAttribute('datetime', instant);
  }

  async function read() {
    reading = await readClock();
    setClock(reading);
    tick();
    const isManual = reading.mode === 'manual';
    mode.textContent = isManual ? t('clock.manual') : t('clock.wall');
    speed.hidden = isManual;
    const speeds = [...new Set([...SPEEDS, reading.speed])].sort((a, b) => a - b);
    if (document.activeElement !== speed) speed.replaceChildren(...speeds.map((one) => h('option', {value: one, selected: one === reading.speed}, `${one}×`)));
    toggle.textContent = isManual ? t('clock.run') : t('clock.stop');
    next.disabled = !reading.next;
    next.textContent = reading.next ?
        t('clock.next', {what: what(reading.next), time: short(reading.next.time, reading.now)}) : t('clock.nothing');
  }

  section.replaceChildren(h('span', {class: 'unseen'}, t('clock.now')), now, mode, speed, toggle,
      ...STEPS.map((step) => h('button', {type: 'button', onclick: () => move({advance: step})}, `+${step}`)),
      h('form', {class: 'row', onsubmit: (event) => { event.preventDefault(); move({advance: by.value.trim()}); }},
          by, h('button', {}, t('clock.advance'))),
      next, trouble);
  setInterval(tick, 1000);
  read().catch(() => {});
  return read;
}
