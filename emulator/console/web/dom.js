// Makes elements. Whatever comes from outside becomes a text node or an attribute's value, never
// markup, so a hostile name stays a name.

import {t} from './text.js';

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

export const h = (tag, attributes, ...children) =>
    fill(document.createElement(tag), attributes, children);

export const svg = (tag, attributes, ...children) =>
    fill(document.createElementNS(SVG, tag), attributes, children);

export const json = (value) =>
    h('pre', {class: 'json', tabindex: 0}, JSON.stringify(value, null, 2));

// A table whose columns are [heading, cell of a row]; without rows, what to do so that there are some. The roles
// are said because small windows lay the cells out below each other.
export function table(caption, columns, rows, empty = t('none')) {
  if (rows.length === 0) return h('p', {class: 'empty'}, empty);
  return h('div', {class: 'scroll', tabindex: 0, role: 'group', 'aria-label': caption},
      h('table', {role: 'table'}, h('caption', {class: 'unseen'}, caption),
          h('thead', {role: 'rowgroup'}, h('tr', {role: 'row'}, columns.map(([heading]) => h('th', {scope: 'col', role: 'columnheader'}, heading)))),
          h('tbody', {role: 'rowgroup'}, rows.map((row) =>
              h('tr', {role: 'row'}, columns.map(([heading, cell]) => h('td', {role: 'cell', 'data-heading': heading}, cell(row))))))));
}

// A word with a shape beside it: nothing is said by colour alone.
export const SHAPES = {good: '●', bad: '▲', waiting: '◐', none: '○'};
export const badge = (tone, text) =>
    h('span', {class: `badge ${tone}`}, h('span', {'aria-hidden': 'true'}, SHAPES[tone], ' '), text);

export function say(text) {
  document.getElementById('live').textContent = text;
}
