// Alarms: each metric against its threshold, what the missing-data rule made of the gaps, the state
// over time.
import {all, observe, readClock} from './api.js';
import {ruleTree, TONES} from './composite.js';
import {badge, h, SHAPES, svg, table} from './dom.js';
import {t, time} from './text.js';

const PERIODS = 30;
const OPERATORS = {
  GreaterThanOrEqualToThreshold: '≥', GreaterThanThreshold: '>', LessThanThreshold: '<', LessThanOrEqualToThreshold: '≤',
};
const iso = (milliseconds) => new Date(milliseconds).toISOString().replace('.000', '');
const missingRule = (alarm) => t(`missing.${alarm.TreatMissingData ?? 'missing'}`);

function rule(alarm) {
  return t('alarms.rule', {statistic: alarm.ExtendedStatistic ?? alarm.Statistic ?? '', metric: `${alarm.Namespace}/${alarm.MetricName}`,
    operator: OPERATORS[alarm.ComparisonOperator] ?? alarm.ComparisonOperator, threshold: alarm.Threshold,
    m: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods, n: alarm.EvaluationPeriods, period: alarm.Period, missing: missingRule(alarm)});
}

// The state at the end of each period, from the history's changes of state.
function statesOf(changes, alarm, ends) {
  return ends.map((end) => {
    const before = changes.find((change) => Date.parse(change.at) <= end);
    if (before) return before.to;
    return changes.at(-1)?.from ?? alarm.StateValue;
  });
}

async function changesOf(name) {
  const items = await all('cloudwatch', 'DescribeAlarmHistory', {AlarmName: name, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], HistoryItemType: 'StateUpdate', MaxRecords: 100}, 'AlarmHistoryItems', 100);
  return items.map((item) => {
    const data = JSON.parse(item.HistoryData);
    return {at: typeof item.Timestamp === 'number' ? iso(item.Timestamp * 1000) : item.Timestamp,
      from: data.oldState?.stateValue, to: data.newState?.stateValue, summary: item.HistorySummary, reason: data.newState?.stateReason};
  });
}

async function series(alarm, end) {
  const period = alarm.Period * 1000;
  const last = Math.floor(end / period) * period + period;
  const starts = Array.from({length: PERIODS}, (_, i) => last - (PERIODS - i) * period);
  const found = await observe('cloudwatch', 'GetMetricStatistics', {
    Namespace: alarm.Namespace, MetricName: alarm.MetricName, Dimensions: alarm.Dimensions ?? [], Period: alarm.Period,
    StartTime: iso(starts[0]), EndTime: iso(last),
    ...(alarm.ExtendedStatistic ? {ExtendedStatistics: [alarm.ExtendedStatistic]} : {Statistics: [alarm.Statistic]}),
  });
  const values = new Map((found.Datapoints ?? []).map((point) => [
    typeof point.Timestamp === 'number' ? point.Timestamp * 1000 : Date.parse(point.Timestamp),
    point.ExtendedStatistics?.[alarm.ExtendedStatistic] ?? point[alarm.Statistic]]));
  return {starts, period, values: starts.map((start) => values.get(start) ?? null)};
}

// ---- the graph ----

const TREATED = {breaching: {tone: 'bad', side: 1}, notBreaching: {tone: 'good', side: -1}};
const WIDTH = 800, TOP = 16, BOTTOM = 150, LEFT = 50, RIGHT = 705;

// The state's name where there is room for it, else its shape.
const bandText = (state, width) => width > state.length * 9 ? state : SHAPES[TONES[state]];

function graph(alarm, {starts, values}, states, caption) {
  const highest = Math.max(alarm.Threshold, 0, ...values.filter((value) => value !== null)) || 1;
  const lowest = Math.min(alarm.Threshold, 0, ...values.filter((value) => value !== null));
  const x = (i) => LEFT + (i + 0.5) * (RIGHT - LEFT) / PERIODS;
  const y = (value) => BOTTOM - (value - lowest) / (highest - lowest || 1) * (BOTTOM - TOP);
  // A gap stands on that side of the threshold where the rule for missing data puts it; else on the axis.
  const treated = TREATED[alarm.TreatMissingData] ?? {tone: 'none', side: 0};
  const upwards = alarm.ComparisonOperator.startsWith('Greater') ? -1 : 1;
  const gapY = treated.side === 0 ? BOTTOM : Math.max(TOP - 8, Math.min(BOTTOM, y(alarm.Threshold) + treated.side * upwards * 12));
  const runs = [];
  values.forEach((value, i) => {
    if (value === null) return;
    if (i > 0 && values[i - 1] !== null) runs.at(-1).push([x(i), y(value)]);
    else runs.push([[x(i), y(value)]]);
  });
  const bands = [];
  states.forEach((state, i) => {
    if (bands.at(-1)?.state === state) bands.at(-1).count++;
    else bands.push({state, from: i, count: 1});
  });
  const step = (RIGHT - LEFT) / PERIODS;
  return svg('svg', {viewBox: `0 0 ${WIDTH} 205`, class: 'graph', role: 'img', 'aria-label': caption},
      [lowest, highest].map((value) => svg('text', {x: LEFT - 6, y: y(value) + 4, class: 'scale'}, value)),
      svg('line', {class: 'axis', x1: LEFT, x2: RIGHT, y1: BOTTOM, y2: BOTTOM}),
      svg('line', {class: 'threshold', x1: LEFT, x2: RIGHT, y1: y(alarm.Threshold), y2: y(alarm.Threshold)}),
      svg('text', {class: 'threshold-name', x: RIGHT + 6, y: y(alarm.Threshold) + 4}, t('alarms.threshold', {value: alarm.Threshold})),
      runs.map((run) => svg('polyline', {class: 'series', points: run.map((point) => point.join()).join(' ')})),
      values.map((value, i) => value === null ?
          svg('rect', {class: `gap ${treated.tone}`, x: x(i) - 3, y: gapY - 3, width: 6, height: 6}) :
          svg('circle', {class: 'point', cx: x(i), cy: y(value), r: 4})),
      bands.map((band) => svg('g', {class: `band ${TONES[band.state]}`},
          svg('rect', {x: LEFT + band.from * step, y: 166, width: band.count * step, height: 18}),
          svg('text', {x: LEFT + (band.from + band.count / 2) * step, y: 179}, bandText(band.state, band.count * step)))),
      svg('text', {class: 'scale from', x: LEFT, y: 199}, time(iso(starts[0])).slice(11, 16)),
      svg('text', {class: 'scale', x: RIGHT, y: 199}, time(iso(starts.at(-1))).slice(11, 16)));
}

async function picture(alarm, end) {
  const found = await series(alarm, end);
  const changes = await changesOf(alarm.AlarmName);
  const states = statesOf(changes, alarm, found.starts.map((start) => start + found.period));
  const there = found.values.filter((value) => value !== null);
  const caption = t('alarms.graph', {metric: `${alarm.Namespace}/${alarm.MetricName}`, threshold: alarm.Threshold, count: PERIODS, end: time(iso(end))});
  const treated = t('alarms.treated', {rule: missingRule(alarm)});
  return h('figure', {}, h('div', {class: 'scroll', tabindex: 0, role: 'group', 'aria-label': caption}, graph(alarm, found, states, caption)),
      h('figcaption', {}, caption, t('stop'), t('alarms.summary', {max: there.length ? Math.max(...there) : t('none'), missing: PERIODS - there.length, count: PERIODS}), ' ', t('alarms.gaps', {rule: missingRule(alarm)})),
      h('details', {}, h('summary', {}, t('alarms.table')), table(t('alarms.table'), [
        [t('alarms.time'), (i) => time(iso(found.starts[i]))], [t('alarms.value'), (i) => found.values[i] ?? treated],
        [t('alarms.state'), (i) => badge(TONES[states[i]], states[i])],
      ], found.starts.map((_, i) => i).reverse())));
}

// ---- one alarm and all ----

const history = (changes) => table(t('alarms.history'), [
  [t('time'), (change) => time(change.at)], [t('alarms.state'), (change) => badge(TONES[change.to] ?? 'none', `${change.from} → ${change.to}`)],
  [t('alarms.reason'), (change) => change.reason ?? change.summary],
], changes, t('alarms.no-history'));

async function showAlarm(content, name) {
  const body = h('div');
  let back = 0;
  const slider = h('input', {type: 'range', min: -240, max: 0, value: 0, id: 'scrub', oninput: () => { back = -slider.value; draw().catch(() => {}); }});
  const scrubbed = h('output', {for: 'scrub'});
  const scrub = h('label', {}, h('span'), slider, scrubbed);
  async function draw() {
    const found = await observe('cloudwatch', 'DescribeAlarms', {AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm']});
    const alarm = found.MetricAlarms?.[0] ?? found.CompositeAlarms?.[0];
    if (!alarm) return void body.replaceChildren(h('p', {}, t('none')));
    const end = Date.parse((await readClock()).now) - back * (alarm.Period ?? 60) * 1000;
    scrub.hidden = !alarm.MetricName;
    scrub.firstChild.textContent = t('alarms.scrub', {minutes: PERIODS * (alarm.Period ?? 60) / 60});
    scrubbed.textContent = ' ' + time(iso(end));
    slider.setAttribute('aria-valuetext', time(iso(end)));
    const parts = [h('p', {}, badge(TONES[alarm.StateValue], alarm.StateValue), ' ', alarm.StateReason)];
    if (alarm.AlarmRule) {
      parts.push(h('p', {}, t('alarms.composite', {rule: alarm.AlarmRule})), h('h2', {}, t('alarms.children')), await ruleTree(alarm.AlarmRule));
    } else {
      parts.push(h('p', {}, alarm.MetricName ? rule(alarm) : JSON.stringify(alarm.Metrics)));
      if (alarm.MetricName) parts.push(await picture(alarm, end));
    }
    const changes = await changesOf(name);
    const isOpen = body.querySelector('details')?.open;
    const left = body.querySelector('.scroll')?.scrollLeft;
    body.replaceChildren(...parts, h('h2', {}, t('alarms.history')), history(changes));
    if (isOpen) body.querySelector('details').open = true;
    // In a narrow window the newest is what most look for.
    const graph = body.querySelector('figure .scroll');
    if (graph) graph.scrollLeft = left ?? graph.scrollWidth;
  }
  content.replaceChildren(h('p', {}, h('a', {href: '#alarms'}, '← ', t('alarms.title'))), h('h1', {}, name), scrub, body);
  await draw();
  return (entries) => entries.some(isOurs) && draw();
}

// What may change an alarm or its graph.
const isOurs = (entry) => entry.service === 'cloudwatch' || entry.kind === 'clock' || entry.kind === 'datapoint' || entry.kind.startsWith('alarm');


async function showAll(content) {
  const body = h('div');
  async function draw() {
    const found = await observe('cloudwatch', 'DescribeAlarms', {AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100});
    const alarms = [...found.CompositeAlarms ?? [], ...found.MetricAlarms ?? []];
    body.replaceChildren(table(t('alarms.title'), [
      [t('world.name'), (alarm) => h('a', {href: `#alarms:${encodeURIComponent(alarm.AlarmName)}`}, alarm.AlarmName)],
      [t('alarms.state'), (alarm) => badge(TONES[alarm.StateValue], alarm.StateValue)],
      [t('alarms.condition'), (alarm) => alarm.AlarmRule ? t('alarms.composite', {rule: alarm.AlarmRule}) : alarm.MetricName ? rule(alarm) : ''],
      [t('alarms.reason'), (alarm) => alarm.StateReason],
    ], alarms, t('alarms.empty')));
  }
  content.replaceChildren(h('h1', {}, t('alarms.title')), body);
  await draw();
  return (entries) => entries.some(isOurs) && draw();
}

export const show = (content, name) => name ? showAlarm(content, name) : showAll(content);
