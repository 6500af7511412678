// The chain view: one row for each thing that happened, with how far along the chain it came, and
// the reason for every link.
import {explainFilter, observe, all, readRecord} from './api.js';
import {copyable, terminal} from './copyable.js';
import {badge, h, json} from './dom.js';
import {LESSONS} from './lesson_data.js';
import {longList} from './list.js';
import {saveAsScenario} from './save.js';
import {pick, t, time} from './text.js';
import {stretchAfter, stretchBefore, timeline} from './timeline.js';

const LINKS = ['record', 'log', 'filter', 'datapoint', 'alarm', 'notification'];

// Where the chain of what nobody called for begins.
const FIRST_LINKS = {alarm: 'alarm', notification: 'notification'};

const reached = {
  record: (chain) => chain.record !== null,
  log: (chain) => chain.logEvents.length > 0,
  filter: (chain) => chain.datapoints.length > 0,
  datapoint: (chain) => chain.datapoints.length > 0,
  alarm: (chain) => chain.transitions.length > 0,
  notification: (chain) => chain.notifications.length > 0,
};

export const shortArn = (arn) => arn?.replace(/^arn:aws:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:/, '') ?? '';

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

function row(chain, openLink) {
  const isClock = chain.kind === 'clock';
  const links = isClock ? [] : LINKS.slice(LINKS.indexOf(FIRST_LINKS[chain.kind] ?? 'record'));
  const element = h('li', {class: `happening ${chain.kind}`},
      h('div', {class: 'head'},
          h('time', {datetime: chain.head.time}, time(chain.head.time)),
          h('button', {type: 'button', class: 'what', onclick: () => openLink(chain, 'call', element)}, headline(chain))),
      links.length > 0 && h('ol', {class: 'links'}, links.map((link) => h('li', {},
          h('button', {type: 'button', class: reached[link](chain) ? 'link reached' : 'link',
            onclick: () => openLink(chain, link, element)},
          h('span', {'aria-hidden': 'true'}, reached[link](chain) ? '● ' : '○ '), t(`link.${link}`),
          h('span', {class: 'unseen'}, ' ', t(reached[link](chain) ? 'link.reached' : 'link.not')))))));
  return element;
}

// ---- why ----

const groupOf = (chain) => chain.logEvents[0]?.logGroup;

export async function explainGroup(group, text) {
  const filters = await all('logs', 'DescribeMetricFilters', {logGroupName: group}, 'metricFilters');
  if (filters.length === 0) return [h('p', {}, t('why.no-filters', {group}))];
  const verdicts = await Promise.all(filters.map((filter) => explainFilter(filter.filterPattern, [text])));
  return [h('p', {}, t('why.filters', {group}), ' ', t('why.filters-now')), filters.map((filter, i) => [
    h('h4', {}, filter.filterName, ' ',
        verdicts[i].events[0].matches ? badge('good', t('why.matches')) : badge('none', t('why.differs'))),
    h('code', {class: 'pattern'}, filter.filterPattern),
    clauseList(verdicts[i].events[0].clauses),
    raw(filter),
  ])];
}

const raw = (value) => h('details', {}, h('summary', {}, t('why.raw')), json(value));

export const clauseList = (clauses) => h('ul', {class: 'clauses'}, clauses.map((clause) => h('li', {},
    badge(clause.holds ? 'good' : 'bad', t(clause.holds ? 'bench.holds' : 'bench.fails')), ' ',
    h('code', {}, clause.text), ' ', h('span', {class: 'found'}, clause.found))));

// The evaluations of an alarm that may have seen a datapoint.
const judged = (name, datapoint) => (timeline.newest.evaluations.get(name) ?? [])
    .filter((evaluation) => evaluation.time > datapoint.timestamp).slice(0, 3);

// The alarms that watch what was counted, and how they judged; `isJudged` when one of them has.
async function judgements(datapoint) {
  const metric = `${datapoint.namespace}/${datapoint.metricName}`;
  const {MetricAlarms = []} = await observe('cloudwatch', 'DescribeAlarmsForMetric',
      {Namespace: datapoint.namespace, MetricName: datapoint.metricName});
  if (MetricAlarms.length === 0) return {isJudged: true, lines: [h('p', {}, t('why.no-watch', {metric}))]};
  return {
    isJudged: MetricAlarms.some((alarm) => judged(alarm.AlarmName, datapoint).length > 0),
    lines: [h('p', {}, t('why.evaluations', {metric})), h('ul', {}, MetricAlarms.map((alarm) =>
        h('li', {}, h('a', {href: `#alarms:${encodeURIComponent(alarm.AlarmName)}`}, alarm.AlarmName), ' ', alarm.StateValue, ' – ', alarm.StateReason,
            h('ul', {}, judged(alarm.AlarmName, datapoint).map((evaluation) => h('li', {},
                t('why.judged', {time: time(evaluation.time), why: evaluation.why ?? evaluation.result}), raw(evaluation)))))))],
  };
}

// The trails as they are now, and what they lack to fill a log group.
async function trailsNow() {
  const {trailList = []} = await observe('cloudtrail', 'DescribeTrails');
  if (trailList.length === 0) return h('p', {}, t('why.trails-now'), ' ', t('why.no-trail'));
  return [h('p', {}, t('why.trails-now')), h('ul', {}, await Promise.all(trailList.map(async (trail) => {
    const status = await observe('cloudtrail', 'GetTrailStatus', {Name: trail.TrailARN});
    const lack = !status.IsLogging ? 'why.trail-off' : trail.CloudWatchLogsLogGroupArn ? 'why.trail-fine' : 'why.trail-groupless';
    return h('li', {}, trail.Name, ': ', t(lack));
  })))];
}

// What one wants next of a call: others like it, its key, a scenario that begins with it.
function ways(entry) {
  const key = entry.resource?.split(':key/')[1];
  const only = [[key ?? entry.resource, 'link.key'], [entry.identity, 'keys.who'], [entry.errorCode, 'world.error'], [entry.service, 'chain.service-name']];
  return h('p', {class: 'tools'}, t('chain.only'), only.filter(([word]) => word).map(([word, what]) =>
      h('button', {type: 'button', 'data-words': word}, t(what), ': ', shortArn(word))),
  key && h('a', {href: `#keys:${key}`}, t('chain.to-key')),
  h('button', {type: 'button', onclick: () => saveAsScenario(entry.id - 1)}, t('save.from-here')));
}

const ACTIONS = {ALARM: 'AlarmActions', OK: 'OKActions', INSUFFICIENT_DATA: 'InsufficientDataActions'};

// Why a change of state told nobody.
async function whyNobody({transitions}) {
  if (transitions.length === 0) return h('p', {}, t('why.ended'));
  return Promise.all(transitions.map(async ({alarm: name, to}) => {
    const found = await observe('cloudwatch', 'DescribeAlarms', {AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm']});
    const alarm = [...found.MetricAlarms ?? [], ...found.CompositeAlarms ?? []][0];
    const actions = alarm?.[ACTIONS[to]] ?? [];
    if (actions.length === 0) return h('p', {}, t('why.no-action', {name, state: to}));
    if (!alarm.ActionsEnabled) return h('p', {}, t('why.actions-off', {name}));
    return Promise.all(actions.filter((action) => action.includes(':sns:')).map(async (topic) => {
      const subscriptions = await all('sns', 'ListSubscriptionsByTopic', {TopicArn: topic}, 'Subscriptions').catch(() => []);
      const pending = subscriptions.filter((one) => one.SubscriptionArn === 'PendingConfirmation').length;
      return h('p', {}, t('why.topic', {name, topic: shortArn(topic), confirmed: subscriptions.length - pending, pending}));
    }));
  }));
}

const why = {
  async call(chain) {
    return [chain.head.errorMessage && h('p', {class: 'error'}, t('refused', {code: chain.head.errorCode, message: chain.head.errorMessage})), chain.kind === 'call' && ways(chain.head), json(chain.head)];
  },
  async record(chain) {
    if (!chain.record) return h('p', {}, t('why.no-record'));
    const text = await readRecord(chain.record.eventID);
    return [h('p', {}, t('why.record')), json(text ? JSON.parse(text) : chain.record)];
  },
  async log(chain) {
    if (!reached.log(chain)) return [h('p', {}, t('why.no-log')), await trailsNow()];
    return chain.logEvents.map((event) => [
      h('p', {}, t('why.log', {group: event.logGroup, stream: event.logStream})), json(event)]);
  },
  async filter(chain) {
    if (!reached.log(chain)) return h('p', {}, t('why.no-log'));
    const text = await readRecord(chain.record.eventID);
    return explainGroup(groupOf(chain), text ?? '');
  },
  async datapoint(chain) {
    if (!reached.datapoint(chain)) return h('p', {}, t(reached.log(chain) ? 'why.no-datapoint' : 'why.no-log'));
    return chain.datapoints.map((point) => [h('p', {}, t('why.datapoint', {source: point.source, value: point.value,
      metric: `${point.namespace}/${point.metricName}`, time: time(point.timestamp)})), json(point)]);
  },
  async alarm(chain) {
    const found = await Promise.all(chain.datapoints.map(judgements));
    const silence = !reached.datapoint(chain) ? 'why.alarm-ended' : found.some(({isJudged}) => isJudged) ? 'why.stayed' : 'why.no-alarm';
    return [
      chain.transitions.map((change) => [h('p', {}, t('why.alarm', {name: change.alarm, ...change})), json(change)]),
      chain.transitions.length === 0 && h('p', {}, t(silence)),
      found.map(({lines}) => lines),
    ];
  },
  async notification(chain) {
    if (!reached.notification(chain)) return whyNobody(chain);
    return chain.notifications.map((sent) => [
      h('p', {}, t('why.sent', {...sent, to: sent.endpoint, subject: sent.subject ?? ''}), ' ',
          sent.mail && h('a', {href: `#inbox:${sent.mail}`}, t('nav.inbox'))), json(sent)]);
  },
};

async function openLink(chain, link, element) {
  const old = element.querySelector('.why');
  const wasOpen = old?.dataset.link === link;
  old?.remove();
  if (wasOpen) return;
  const title = t(`link.${link === 'call' && chain.kind !== 'call' ? 'entry' : link}`);
  const panel = h('section', {class: 'why', tabindex: -1, 'data-link': link, 'aria-label': title}, t('loading'));
  element.append(panel);
  const close = h('button', {type: 'button', class: 'close', onclick: () => panel.remove()}, t('close'));
  try {
    panel.replaceChildren(h('h3', {}, title), close, ...[await why[link](chain)].flat(Infinity).filter(Boolean));
  } catch (trouble) {
    panel.replaceChildren(close, h('p', {class: 'trouble'}, trouble.message));
  }
  panel.focus();
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
  const fresh = row(chain, openLink);
  if (!old) return fresh;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const number = [...old.querySelectorAll('button')].indexOf(focused);
  const panel = old.querySelector('.why');
  if (panel) fresh.append(panel);
  if (focused) requestAnimationFrame(() => (focused.isConnected ? focused : fresh.querySelectorAll('button')[number])?.focus({preventScroll: true}));
  return fresh;
}

const FRESH_MAX = 20;  // More at once are not worth a movement.

// `place` is what is searched for.
export function showChain(content, place = '') {
  // What is shown: the newest, as they come; or one stretch that stands still, while `fresh` calls are made.
  const state = {words: [], errors: false, leading: false, still: null, fresh: 0, freshFrom: Infinity};
  const rows = longList(h('ol', {class: 'happenings', 'aria-label': t('chain.title')}), (chain, old) => {
    const element = remade(chain, old);
    if (!old && chain.id > state.freshFrom) element.classList.add('fresh');
    return element;
  }, (element) => element.querySelector('.why') !== null);
  const count = h('p', {class: 'count'});
  const button = (name, act) => h('button', {type: 'button', onclick: act}, name && t(name));
  const older = button('chain.older', () => turn(stretchBefore(shown().firstId)));
  const newer = button('chain.newer', () => turn(stretchAfter(shown().lastId)));
  const pause = button('', () => {
    state.still = state.still ? null : {...timeline.newest, chains: [...timeline.newest.chains]};
    state.fresh = 0;
    draw();
  });
  const empty = h('div', {}, h('p', {}, t('chain.empty'), ' ', h('a', {href: `#lessons:${LESSONS[0].id}`}, pick(LESSONS[0].title))),
      h('p', {}, t('chain.connect')), copyable(terminal()));
  const none = h('p', {}, t('chain.none-such'));
  const loading = h('p', {}, t('loading'));
  const box = (name, label) => h('label', {class: 'box'}, h('input', {type: 'checkbox', onchange: (event) => {
    state[name] = event.target.checked;
    draw();
  }}), ' ', t(label));

  const shown = () => state.still ?? timeline.newest;

  async function turn(reading) {
    state.still = await reading;
    if (state.still.chains.length === 0 || state.still.lastId >= timeline.newest.firstId) state.still = null;
    draw();
    content.querySelector('h1').scrollIntoView();
  }

  function isWanted(chain) {
    if (state.errors && !chain.head.errorCode) return false;
    if (state.leading && chain.kind === 'call' && !chain.head.errorCode && chain.datapoints.length === 0 &&
        chain.notifications.length === 0) return false;
    return state.words.every((word) => text(chain).includes(word));
  }

  function draw() {
    const {chains, firstId} = shown();
    const wanted = chains.filter(isWanted);
    rows.show(wanted);
    loading.hidden = timeline.isRead;
    empty.hidden = !timeline.isRead || chains.length > 0;
    none.hidden = wanted.length > 0 || chains.length === 0;
    older.hidden = firstId <= 1;
    newer.hidden = state.still === null;
    count.textContent = t('chain.count', {shown: wanted.length, all: chains.length});
    pause.textContent = state.still ? t('chain.resume', {new: state.fresh}) : t('chain.pause');
  }

  const search = h('input', {type: 'search', placeholder: t('chain.filter.help'), value: place, oninput: find});
  function find() {
    state.words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    draw();
  }
  rows.whole.addEventListener('click', ({target}) => {
    const {words} = target.closest('[data-words]')?.dataset ?? {};
    if (!words) return;
    search.value = words;
    find();
    search.focus();
  });

  content.replaceChildren(h('h1', {}, t('chain.title')),
      h('div', {class: 'tools'},
          h('label', {}, t('chain.filter'), search), box('errors', 'chain.errors'), box('leading', 'chain.reads'), pause, newer, button('save.open', () => saveAsScenario(0)), count),
      loading, empty, none, rows.whole, older);
  find();
  return (entries) => {
    const fresh = entries.filter((entry) => entry.kind === 'call').length;
    state.freshFrom = fresh <= FRESH_MAX ? (entries[0]?.id ?? 1) - 1 : Infinity;
    state.fresh += fresh;
    if (state.still) pause.textContent = t('chain.resume', {new: state.fresh});
    else draw();
  };
}
