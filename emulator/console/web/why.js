// Why a chain came as far as it did: the reason for every link, as a panel in its row.
import {all, explainFilter, observe, readRecord} from './api.js';
import {badge, h, json} from './dom.js';
import {saveAsScenario} from './save.js';
import {shortArn, t, time} from './text.js';
import {reached, timeline} from './timeline.js';

const groupOf = (chain) => chain.logEvents[0]?.logGroup;

async function explainGroup(group, text) {
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

export async function openLink(chain, link, element) {
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
