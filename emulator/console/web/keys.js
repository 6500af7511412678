// KMS keys: a table, and for one key its state diagram, its ways out, and what waits for it.
import {acting} from './acting.js';
import {all, observe, readClock} from './api.js';
import {badge, h, svg, table} from './dom.js';
import {span, t, time} from './text.js';

const TONES = {
  Enabled: 'good', Disabled: 'bad', PendingDeletion: 'bad', PendingReplicaDeletion: 'bad', Unavailable: 'bad',
  PendingImport: 'waiting', Creating: 'waiting', Updating: 'waiting',
};

// The changes of state one can make by hand (AWS KMS Developer Guide, "Key states of AWS KMS keys").
const MOVES = [
  {operation: 'EnableKey', from: ['Disabled'], to: 'Enabled'},
  {operation: 'DisableKey', from: ['Enabled'], to: 'Disabled'},
  {operation: 'ScheduleKeyDeletion', from: ['Enabled', 'Disabled', 'PendingImport', 'Unavailable'], to: 'PendingDeletion', window: true},
  {operation: 'CancelKeyDeletion', from: ['PendingDeletion', 'PendingReplicaDeletion'], to: 'Disabled'},
  {operation: 'DeleteImportedKeyMaterial', from: ['Enabled', 'Disabled', 'PendingDeletion'], to: 'PendingImport', imported: true},
];

// ---- the diagram ----

const PLACES = {
  Creating: [70, 40], PendingImport: [70, 130], Enabled: [250, 40], Disabled: [430, 40], PendingDeletion: [340, 130],
  Unavailable: [610, 40], PendingReplicaDeletion: [610, 130], Updating: [250, 220],
};
const EDGES = [
  ['Creating', 'Enabled'], ['PendingImport', 'Enabled'], ['Enabled', 'Disabled'], ['Disabled', 'Enabled'],
  ['Enabled', 'PendingDeletion'], ['Disabled', 'PendingDeletion'], ['PendingDeletion', 'Disabled'],
  ['PendingImport', 'PendingDeletion'], ['Disabled', 'Unavailable'], ['PendingReplicaDeletion', 'PendingDeletion'],
  ['Updating', 'Enabled'],
];
const WIDTH = 160, HEIGHT = 40;

function edge([from, to]) {
  const [x1, y1] = PLACES[from];
  const [x2, y2] = PLACES[to];
  // Where the line leaves the boxes; those between two states that lead both ways lie apart.
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const reach = Math.min(WIDTH / 2 / Math.max(Math.abs(dx), 0.001), HEIGHT / 2 / Math.max(Math.abs(dy), 0.001));
  const isTwoWay = EDGES.some(([a, b]) => a === to && b === from);
  const [ox, oy] = isTwoWay ? [-dy * 7, dx * 7] : [0, 0];
  return svg('line', {class: 'edge', 'marker-end': 'url(#arrow)', x1: x1 + dx * reach + ox, y1: y1 + dy * reach + oy,
    x2: x2 - dx * (reach + 4) + ox, y2: y2 - dy * (reach + 4) + oy});
}

function diagram(state) {
  return h('figure', {class: 'scroll', tabindex: 0, role: 'group', 'aria-label': t('keys.diagram', {state})},
      svg('svg', {viewBox: '-20 10 720 240', class: 'diagram', role: 'img', 'aria-label': t('keys.diagram', {state})},
          svg('defs', {}, svg('marker', {id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, orient: 'auto'},
              svg('path', {d: 'M0 0L8 4L0 8z'}))),
          EDGES.map(edge),
          Object.entries(PLACES).map(([name, [x, y]]) => svg('g', {class: name === state ? 'state here' : 'state'},
              svg('rect', {x: x - WIDTH / 2, y: y - HEIGHT / 2, width: WIDTH, height: HEIGHT, rx: 8}),
              svg('text', {x, y: y + (name === state ? -1 : 5)}, name),
              name === state && svg('text', {x, y: y + 14, class: 'mark'}, `● ${t('keys.here')}`)))),
      h('figcaption', {}, t('keys.diagram', {state})));
}

// ---- one key ----

async function waiting(key, now) {
  const until = (instant) => span(Date.parse(instant) - now);
  const instant = (value) => typeof value === 'number' ? new Date(value * 1000).toISOString() : value;
  const words = [];
  if (key.DeletionDate) words.push(t('keys.deleted-in', {time: until(instant(key.DeletionDate))}));
  if (key.ValidTo) words.push(t('keys.expires-in', {time: until(instant(key.ValidTo))}));
  const rotation = await observe('kms', 'GetKeyRotationStatus', {KeyId: key.KeyId}).catch(() => ({}));
  if (rotation.NextRotationDate) words.push(t('keys.rotates-in', {time: until(instant(rotation.NextRotationDate))}));
  return words.join('; ');
}

async function lastUse(key) {
  const usage = await observe('kms', 'GetKeyLastUsage', {KeyId: key.KeyId}).catch(() => ({}));
  const last = usage.KeyLastUsage;
  if (!last?.Timestamp) return t('keys.never');
  const at = new Date(last.Timestamp * 1000).toISOString().replace('.000', '');
  return t('keys.last-by', {operation: last.Operation, time: time(at)});
}

function refusal(move, key) {
  if (move.imported && key.Origin !== 'EXTERNAL') return t('keys.origin-needed', {operation: move.operation});
  if (!move.from.includes(key.KeyState)) return t('keys.refused', {operation: move.operation, state: key.KeyState});
  return null;
}

function actions(key, act) {
  const days = h('input', {type: 'number', min: 7, max: 30, value: 10, id: 'window'});
  return h('ul', {class: 'actions'}, MOVES.map((move) => {
    const reason = refusal(move, key);
    const input = () => move.window ? {KeyId: key.Arn, PendingWindowInDays: Number(days.value)} : {KeyId: key.Arn};
    return h('li', {},
        h('button', {type: 'button', disabled: reason !== null, onclick: () => act(move.operation, input())}, move.operation), ' → ', move.to, ' ',
        move.window && reason === null && h('label', {}, t('keys.window'), days),
        reason && h('span', {class: 'reason'}, reason));
  }), h('li', {}, h('button', {type: 'button', onclick: () => act('Encrypt', {KeyId: key.Arn, Plaintext: btoa('foo')})}, t('keys.try'))));
}

async function records(arn) {
  const {Events = []} = await observe('cloudtrail', 'LookupEvents',
      {LookupAttributes: [{AttributeKey: 'ResourceName', AttributeValue: arn}], MaxResults: 20});
  return table(t('keys.records'), [
    [t('time'), (record) => time(record.eventTime)], [t('link.call'), (record) => record.eventName],
    [t('identity'), (record) => record.userIdentity?.arn ?? record.userIdentity?.invokedBy ?? ''],
    [t('world.error'), (record) => record.errorCode ? badge('bad', record.errorCode) : badge('good', t('chain.ok'))],
  ], Events.map((event) => JSON.parse(event.CloudTrailEvent)));
}

async function showKey(content, id) {
  const note = h('p', {role: 'alert', class: 'trouble'});
  const body = h('div');
  const act = acting(note, () => draw());
  async function draw() {
    const {KeyMetadata: key} = await observe('kms', 'DescribeKey', {KeyId: id});
    const now = Date.parse((await readClock()).now);
    const facts = [[t('keys.state'), badge(TONES[key.KeyState], key.KeyState)], [t('keys.description'), key.Description || t('none')],
      [t('keys.spec'), `${key.KeySpec}, ${key.KeyUsage}, ${key.Origin}`], [t('keys.waits'), await waiting(key, now) || t('none')],
      [t('keys.last'), await lastUse(key)]];
    const history = await records(key.Arn);
    // What is typed into a field outlives what happens elsewhere.
    if (body.contains(document.activeElement) && document.activeElement.tagName === 'INPUT') return;
    const focused = document.activeElement?.textContent;
    body.replaceChildren(h('h1', {}, key.KeyId), h('dl', {}, facts.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
        diagram(key.KeyState), h('h2', {}, t('keys.actions')), actions(key, (operation, input) => act('kms', operation, input)), h('h2', {}, t('keys.records')), history);
    [...body.querySelectorAll('button')].find((button) => button.textContent === focused && !button.disabled)?.focus();
  }
  content.replaceChildren(h('p', {}, h('a', {href: '#keys'}, '← ', t('keys.back'))), note, body);
  await draw();
  return draw;
}

// ---- all keys ----

async function showAll(content) {
  const note = h('p', {role: 'alert', class: 'trouble'});
  const body = h('div', {}, t('loading'));
  const act = acting(note, () => draw());
  async function draw() {
    const now = Date.parse((await readClock()).now);
    const listed = await all('kms', 'ListKeys', {Limit: 100}, 'Keys', 200);
    const aliases = await all('kms', 'ListAliases', {}, 'Aliases');
    const described = await Promise.all(listed.map(({KeyId}) => observe('kms', 'DescribeKey', {KeyId}).then((found) => found.KeyMetadata)));
    const waits = await Promise.all(described.map((key) => waiting(key, now)));
    body.replaceChildren(described.length === 0 ? h('p', {}, t('keys.empty')) : table(t('keys.title'), [
      [t('keys.id'), (key) => h('a', {href: `#keys:${key.KeyId}`}, key.KeyId)],
      [t('keys.alias'), (key) => aliases.filter((alias) => alias.TargetKeyId === key.KeyId).map((alias) => alias.AliasName).join(', ')],
      [t('keys.state'), (key) => badge(TONES[key.KeyState], key.KeyState)],
      [t('keys.spec'), (key) => key.KeySpec], [t('keys.description'), (key) => key.Description],
      [t('keys.waits'), (key) => waits[described.indexOf(key)]],
    ], described));
  }
  content.replaceChildren(h('h1', {}, t('keys.title')), h('p', {}, h('button', {type: 'button', onclick: () => act('kms', 'CreateKey', {})}, t('keys.create'))), note, body);
  await draw();
  const isOurs = (entry) => entry.kind === 'clock' || entry.service === 'kms' || entry.eventSource === 'kms.amazonaws.com';
  return (entries) => entries.some(isOurs) && draw();
}

export const showKeys = (content, id) => id ? showKey(content, id) : showAll(content);
