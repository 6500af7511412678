// Keytrail's time as the page knows it, and what counts down to a point of it.
import {h} from './dom.js';
import {span, t} from './text.js';

let reading = {now: 0, at: 0, speed: 0};

// `clock` as the control API tells it.
export function setClock(clock) {
  reading = {now: Date.parse(clock.now), at: Date.now(), speed: clock.mode === 'manual' ? 0 : clock.speed};
  tick();
}

// Between two readings a running clock goes on by itself.
export const clockNow = () => reading.now + (Date.now() - reading.at) * reading.speed;

function show(element) {
  element.textContent = t(element.dataset.words, {time: span(Number(element.dataset.until) - clockNow())});
}

// The words of the catalogue with the {time} that is left until an instant.
export function countdown(words, until) {
  const element = h('span', {'data-words': words, 'data-until': until});
  show(element);
  return element;
}

function tick() {
  for (const element of document.querySelectorAll('[data-until]')) show(element);
}
setInterval(tick, 1000);
