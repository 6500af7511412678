// KMS keys: a table, and for one key its state diagram, its ways out, and what waits for it.
import {acting} from './acting.js';
import {caller, observe, readKeys} from './api.js';
import {countdown} from './clock.js';
import {badge, h, svg, table} from './dom.js';
import {t, time} from './text.js';

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
  {operation: 'DeleteImportedKeyMaterial', from: ['Enabled', 'Disabled', 'PendingDeletion'], to: 'PendingImport', stays: ['PendingDeletion'], imported: true},
];

const isImported = (key) => key.Origin === 'EXTERNAL';
const isStoredElsewhere = (key) => key.Origin === 'AWS_CLOUDHSM' || key.Origin === 'EXTERNAL_KEY_STORE';
const iso = (seconds) => new Date(seconds * 1000).toISOString().replace('.000', '');

// ---- the diagram ----

// Where a state is drawn, and the keys that can be in it.
const GONE = 'Deleted';
const STATES = {
  Creating: {at: [70, 40], has: (key) => key.MultiRegion}, PendingImport: {at: [70, 130], has: isImported},
  Enabled: {at: [280, 40]}, Disabled: {at: [490, 40]}, PendingDeletion: {at: [385, 130]}, [GONE]: {at: [385, 220]},
  Unavailable: {at: [700, 40], has: isStoredElsewhere}, PendingReplicaDeletion: {at: [700, 130], has: (key) => key.MultiRegion},
  Updating: {at: [70, 220], has: (key) => key.MultiRegion},
};
const EDGES = [
  ['Creating', 'Enabled'], ['PendingImport', 'Enabled'], ['Enabled', 'PendingImport'], ['Disabled', 'PendingImport'], ['Enabled', 'Disabled'], ['Disabled', 'Enabled'],
  ['Enabled', 'PendingDeletion'], ['Disabled', 'PendingDeletion'], ['PendingDeletion', 'Disabled'],
  ['PendingImport', 'PendingDeletion'], ['Disabled', 'Unavailable'], ['PendingReplicaDeletion', 'PendingDeletion'],
  ['Updating', 'Enabled'], ['PendingDeletion', GONE],
];
const WIDTH = 160, HEIGHT = 40;

function edge([from, to], state) {
  const [x1, y1] = STATES[from].at;
  const [x2, y2] = STATES[to].at;
  // Where the line leaves the boxes; those between two states that lead both ways lie apart.
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const reach = Math.min(WIDTH / 2 / Math.max(Math.abs(dx), 0.001), HEIGHT / 2 / Math.max(Math.abs(dy), 0.001));
  const isTwoWay = EDGES.some(([a, b]) => a === to && b === from);
  const [ox, oy] = isTwoWay ? [-dy * 7, dx * 7] : [0, 0];
  return svg('line', {class: from === state ? 'edge out' : 'edge', 'marker-end': 'url(#arrow)', x1: x1 + dx * reach + ox, y1: y1 + dy * reach + oy,
    x2: x2 - dx * (reach + 4) + ox, y2: y2 - dy * (reach + 4) + oy});
}

function diagram(key) {
  const state = key.KeyState;
  const isThere = (name) => name === state || (STATES[name].has?.(key) ?? true);
  const states = Object.keys(STATES).filter(isThere);
  const caption = t('keys.diagram', {state});
  const places = states.map((name) => STATES[name].at);
  const [left, right] = [Math.min(...places.map(([x]) => x)) - WIDTH / 2 - 10, Math.max(...places.map(([x]) => x)) + WIDTH / 2 + 10];
  const width = right - left;
  const bottom = Math.max(...places.map(([, y]) => y)) + HEIGHT / 2;
  return h('figure', {}, h('div', {class: 'scroll', tabindex: 0, role: 'group', 'aria-label': caption},
      svg('svg', {viewBox: `${left} 10 ${width} ${bottom}`, width: width * 1.3, class: width > 500 ? 'diagram wide' : 'diagram', role: 'img', 'aria-label': caption},
          svg('defs', {}, svg('marker', {id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 10, markerHeight: 10, markerUnits: 'userSpaceOnUse', orient: 'auto'},
              svg('path', {d: 'M0 0L8 4L0 8z'}))),
          EDGES.filter((ends) => ends.every(isThere)).map((ends) => edge(ends, state)),
          states.map((name) => {
            const [x, y] = STATES[name].at;
            return svg('g', {class: name === state ? 'state here' : name === GONE ? 'state gone' : 'state'},
                svg('rect', {x: x - WIDTH / 2, y: y - HEIGHT / 2, width: WIDTH, height: HEIGHT, rx: 8}),
                svg('text', {x, y: y + (name === state ? -1 : 5)}, name === GONE ? t('keys.gone') : name),
                name === state && svg('text', {x, y: y + 14, class: 'mark'}, `● ${t('keys.here')}`));
          }))),
      h('figcaption', {}, caption, t('stop'), t('keys.diagram.ways')));
}

// ---- what both show ----

// What waits for the clock, counted down.
function waiting(key, rotation) {
  const waits = [];
  if (key.DeletionDate) waits.push(countdown('keys.deleted-in', key.DeletionDate * 1000));
  if (key.ValidTo) waits.push(countdown('keys.expires-in', key.ValidTo * 1000));
  if (rotation) waits.push(countdown('keys.rotates-in', rotation * 1000));
  return waits.flatMap((one, i) => i === 0 ? [one] : ['; ', one]);
}

// Calls that change what is shown here; using a key does not.
const CHANGES = /^(Create|Delete|Enable|Disable|Schedule|Cancel|Import|Update|Replicate|Rotate|Tag|Untag)/;
const isChange = (entry) => entry.kind === 'clock' || (entry.service === 'kms' && CHANGES.test(entry.operation)) ||
    (entry.kind === 'record' && entry.eventSource === 'kms.amazonaws.com' && CHANGES.test(entry.eventName));

// ---- one key ----

async function lastUse(key) {
  const {KeyLastUsage: last} = await observe('kms', 'GetKeyLastUsage', {KeyId: key.KeyId}).catch(() => ({}));
  if (!last?.Timestamp) return t('keys.never');
  const [record] = await recordsWith('EventId', last.CloudTrailEventId);
  return t('keys.last-by', {operation: last.Operation, time: time(iso(last.Timestamp)), who: record ? whoOf(record) : '?'});
}

const whoOf = (record) => record.userIdentity?.arn ?? record.userIdentity?.invokedBy ?? '';

async function recordsWith(name, value) {
  const {Events = []} = await observe('cloudtrail', 'LookupEvents',
      {LookupAttributes: [{AttributeKey: name, AttributeValue: value}], MaxResults: 20});
  return Events.map((event) => JSON.parse(event.CloudTrailEvent));
}

function refusal(move, key) {
  if (move.imported && !isImported(key)) return t('keys.origin-needed', {operation: move.operation});
  if (!move.from.includes(key.KeyState)) return t('keys.refused', {operation: move.operation, state: key.KeyState});
  return null;
}

function actions(key, act) {
  const days = h('input', {type: 'number', min: 7, max: 30, value: 10, id: 'window'});
  return h('ul', {class: 'actions'}, MOVES.map((move) => {
    const reason = refusal(move, key);
    const input = () => move.window ? {KeyId: key.Arn, PendingWindowInDays: Number(days.value)} : {KeyId: key.Arn};
    return h('li', {},
        h('button', {type: 'button', disabled: reason !== null, onclick: () => act(move.operation, input())}, move.operation), ' → ', move.stays?.includes(key.KeyState) ? key.KeyState : move.to, ' ',
        move.window && reason === null && h('label', {}, t('keys.window'), days),
        reason && h('span', {class: 'reason'}, reason));
  }), use(key, act));
}

// Something the key is for, to see whether it can be used.
const USES = {
  ENCRYPT_DECRYPT: (key) => ['Encrypt', {Plaintext: btoa('foo'), EncryptionAlgorithm: key.EncryptionAlgorithms[0]}],
  SIGN_VERIFY: (key) => ['Sign', {Message: btoa('foo'), MessageType: 'RAW', SigningAlgorithm: key.SigningAlgorithms[0]}],
  GENERATE_VERIFY_MAC: (key) => ['GenerateMac', {Message: btoa('foo'), MacAlgorithm: key.MacAlgorithms[0]}],
};

function use(key, act) {
  const [operation, input] = USES[key.KeyUsage]?.(key) ?? [];
  return operation && h('li', {}, h('button', {type: 'button', onclick: () => act(operation, {KeyId: key.Arn, ...input})}, operation), ' ', t('keys.try'));
}

const records = (found) => table(t('keys.records'), [
  [t('time'), (record) => time(record.eventTime)], [t('link.call'), (record) => record.eventName],
  [t('keys.who'), whoOf],
  [t('keys.outcome'), (record) => record.errorCode ? badge('bad', record.errorCode) : badge('good', t('chain.ok'))],
], found, t('keys.no-records'));

async function showKey(content, id) {
  const note = h('p', {role: 'alert', class: 'trouble'});
  const body = h('div');
  const act = acting(note, () => draw());
  let keyId = id;  // What the address names may be an alias or an ARN.
  async function draw() {
    const {KeyMetadata: key} = await observe('kms', 'DescribeKey', {KeyId: id});
    keyId = key.KeyId;
    const {NextRotationDate: rotation} = await observe('kms', 'GetKeyRotationStatus', {KeyId: key.KeyId}).catch(() => ({}));
    const {Aliases = []} = await observe('kms', 'ListAliases', {KeyId: key.KeyId});
    const waits = waiting(key, rotation);
    const facts = [[t('keys.state'), badge(TONES[key.KeyState], key.KeyState)],
      [t('keys.alias'), Aliases.map((alias) => alias.AliasName).join(', ') || t('none')], [t('keys.description'), key.Description || t('none')],
      [t('keys.spec'), `${key.KeySpec}, ${key.KeyUsage}, ${key.Origin}`], [t('keys.waits'), waits.length > 0 ? waits : t('none')],
      [t('keys.last'), await lastUse(key)]];
    const history = records(await recordsWith('ResourceName', key.Arn));
    // What is typed into a field outlives what happens elsewhere.
    if (body.contains(document.activeElement) && document.activeElement.tagName === 'INPUT') return;
    const focused = document.activeElement?.textContent;
    body.replaceChildren(h('h1', {}, key.KeyId), h('dl', {}, facts.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
        diagram(key), h('h2', {}, t('keys.actions')),
        h('p', {class: 'count'}, t('keys.as', {who: caller.identity || 'root'})), actions(key, (operation, input) => act('kms', operation, input)), h('h2', {}, t('keys.records')), history,
        h('p', {}, h('a', {href: `#chain:${key.KeyId}`}, t('keys.chain'))));
    [...body.querySelectorAll('button')].find((button) => button.textContent === focused && !button.disabled)?.focus();
  }
  content.replaceChildren(h('p', {}, h('a', {href: '#keys'}, '← ', t('keys.back'))), note, body);
  await draw();
  return (entries) => entries.some((entry) => isChange(entry) || entry.resource?.endsWith(keyId)) && draw();
}

// ---- all keys ----

const ROWS = 100;      // Shown at once.
const KEYS_MAX = 5000; // Looked through.

// Tells of what was found so far after each page.
async function readAll(tell) {
  const found = [];
  let marker = '';
  do {
    const {keys, NextMarker} = await readKeys(marker);
    found.push(...keys);
    marker = NextMarker;
    tell(found);
  } while (marker && found.length < KEYS_MAX);
  return found;
}

const wordsOf = ({KeyMetadata: key, Aliases}) => [key.KeyId, key.KeyState, key.KeySpec, key.Description, ...Aliases].join(' ').toLowerCase();

async function showAll(content) {
  const note = h('p', {role: 'alert', class: 'trouble'});
  const body = h('div', {}, t('loading'));
  const count = h('p', {class: 'count'});
  const act = acting(note, () => read());
  const more = h('button', {type: 'button', onclick: () => { rows += ROWS; draw(); }}, t('keys.more'));
  let keys = [];
  let rows = ROWS;
  let word = '';

  function draw() {
    const wanted = keys.filter((key) => wordsOf(key).includes(word));
    body.replaceChildren(table(t('keys.title'), [
      [t('keys.id'), ({KeyMetadata: key}) => h('a', {href: `#keys:${key.KeyId}`}, key.KeyId)],
      [t('keys.alias'), ({Aliases}) => Aliases.join(', ')],
      [t('keys.state'), ({KeyMetadata: key}) => badge(TONES[key.KeyState], key.KeyState)],
      [t('keys.spec'), ({KeyMetadata: key}) => key.KeySpec], [t('keys.description'), ({KeyMetadata: key}) => key.Description],
      [t('keys.waits'), ({KeyMetadata: key, NextRotationDate}) => waiting(key, NextRotationDate)],
    ], wanted.slice(0, rows), t(keys.length === 0 ? 'keys.empty' : 'keys.none-such')));
    count.textContent = t('chain.count', {shown: Math.min(rows, wanted.length), all: keys.length});
    more.hidden = wanted.length <= rows;
  }

  // The first time there is something to see after the first page; later all of it is exchanged at once.
  async function read() {
    const isFirst = keys.length === 0;
    keys = await readAll((found) => {
      if (!isFirst) return;
      keys = found;
      draw();
    });
    draw();
  }

  content.replaceChildren(h('h1', {}, t('keys.title')),
      h('div', {class: 'tools'}, h('button', {type: 'button', onclick: () => act('kms', 'CreateKey', {})}, t('keys.create')),
          h('label', {}, t('chain.filter'), h('input', {type: 'search', placeholder: t('keys.filter.help'), oninput: (event) => {
            word = event.target.value.trim().toLowerCase();
            draw();
          }})), count),
      note, body, more);
  await read();
  return (entries) => entries.some(isChange) && read();
}

export const show = (content, id) => id ? showKey(content, id) : showAll(content);
