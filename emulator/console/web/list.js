// A list of any length of which only what can be seen, and a little more, is in the page. Rows may have any
// height: those seen are measured, the others are taken to be as high as these are on average.
import {h} from './dom.js';

const BEYOND_FIRST_PX = 60;  // A row that Tab goes on to.
const BEYOND_PX = 300;       // Once somebody scrolls.
const PARKED_MAX = 20;

// `make(item)` answers an item's element; when `item.version` changed it is made again.
// `isOpen(element)` tells of rows that must not be lost when they go out of sight.
export function longList(list, make, isOpen) {
  const before = h('div', {'aria-hidden': 'true'});
  const after = h('div', {'aria-hidden': 'true'});
  const whole = h('div', {class: 'long'}, before, list, after);
  const heights = new WeakMap();
  const parked = new Map();
  let shown = new Map();  // Item -> {element, version}, in the order of the page.
  let items = [];
  let sum = 0, count = 0;
  let beyond = BEYOND_FIRST_PX;

  const heightOf = (item) => heights.get(item) ?? (count > 0 ? sum / count : 80);

  function measure(gap) {
    for (const [item, {element}] of shown) {
      const height = element.offsetHeight + gap;
      sum += height - (heights.get(item) ?? 0);
      if (!heights.has(item)) count++;
      heights.set(item, height);
    }
  }

  // What the reader looks at, which is to stay where it is; nothing while the list's beginning is in sight.
  function anchor() {
    if (list.getBoundingClientRect().top >= 0 && before.offsetHeight === 0) return null;
    for (const [item, {element}] of shown) {
      const {top, bottom} = element.getBoundingClientRect();
      if (bottom > 0) return {item, top};
    }
    return null;
  }

  function rangeInSight() {
    // Once rows turn out lower than was thought, the page may still stand behind the last of them.
    const end = items.reduce((sum, item) => sum + heightOf(item), 0);
    const top = Math.min(-whole.getBoundingClientRect().top, Math.max(0, end - innerHeight));
    let y = 0;
    let from = 0;
    for (; from < items.length && y + heightOf(items[from]) < top - beyond; ++from) y += heightOf(items[from]);
    const above = y;
    let to = from;
    for (; to < items.length && y < top + innerHeight + beyond; ++to) y += heightOf(items[to]);
    return {from, to, above, below: end - y};
  }

  function element(item) {
    const known = shown.get(item) ?? parked.get(item);
    parked.delete(item);
    if (known?.version === item.version) return known;
    return {element: make(item, known?.element), version: item.version};
  }

  function park(gone) {
    for (const [item, row] of gone) {
      if (isOpen(row.element) && items.includes(item)) parked.set(item, row);
      if (parked.size > PARKED_MAX) parked.delete(parked.keys().next().value);
    }
  }

  function layout() {
    const fixed = anchor();
    const {from, to, above, below} = rangeInSight();
    const next = new Map(items.slice(from, to).map((item) => [item, element(item)]));
    park([...shown].filter(([item]) => !next.has(item)));
    shown = next;
    before.style.height = `${above}px`;
    after.style.height = `${below}px`;
    place([...next.values()].map((row) => row.element));
    [...next.values()].forEach((row, i) => {
      row.element.setAttribute('aria-posinset', from + i + 1);
      row.element.setAttribute('aria-setsize', items.length);
    });
    measure(parseFloat(getComputedStyle(list).rowGap) || 0);
    const moved = fixed && shown.has(fixed.item) ? shown.get(fixed.item).element.getBoundingClientRect().top - fixed.top : 0;
    if (Math.abs(moved) > 0.5) scrollBy({top: moved, behavior: 'instant'});
    // Rows lower than thought leave room for more.
    const seen = rangeInSight();
    if (seen.from < from || seen.to > to) ask();
  }

  // Only what differs is moved, so that focus stays.
  function place(elements) {
    const keep = new Set(elements);
    for (const child of [...list.children]) if (!keep.has(child)) child.remove();
    let spot = list.firstChild;
    for (const one of elements) {
      if (one === spot) spot = spot.nextSibling;
      else list.insertBefore(one, spot);
    }
  }

  let isAsked = false;
  function ask() {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      if (!whole.isConnected) return stop();
      layout();
    });
  }
  function scrolled() {
    beyond = BEYOND_PX;
    ask();
  }
  const stop = () => { removeEventListener('scroll', scrolled); removeEventListener('resize', ask); };
  addEventListener('scroll', scrolled, {passive: true});
  addEventListener('resize', ask);

  return {
    whole,
    show(wanted) {
      items = wanted;
      for (const item of parked.keys()) if (!items.includes(item)) parked.delete(item);
      ask();
    },
  };
}
