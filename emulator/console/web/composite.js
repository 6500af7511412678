// The rule of a composite alarm as a tree: what it is made of, and what of it holds now.
// (Amazon CloudWatch API, PutCompositeAlarm, AlarmRule: NOT binds closest, then AND, then OR.)
import {observe} from './api.js';
import {badge, h} from './dom.js';
import {t} from './text.js';

export const TONES = {OK: 'good', ALARM: 'bad', INSUFFICIENT_DATA: 'none'};

// {kind: 'AND'|'OR'|'NOT'|'TRUE'|'FALSE', parts} or {kind: a state, name}.
export function parseRule(rule) {
  const tokens = [...rule.matchAll(/\s*("[^"]*"|'[^']*'|[()]|[^\s()]+)/g)].map(([, token]) => token);
  let at = 0;
  const isNext = (word) => tokens[at]?.toUpperCase() === word;
  const chain = (word, part) => {
    const parts = [part()];
    while (isNext(word)) {
      at++;
      parts.push(part());
    }
    return parts.length === 1 ? parts[0] : {kind: word, parts};
  };
  const either = () => chain('OR', both);
  const both = () => chain('AND', single);
  function single() {
    const token = tokens[at++] ?? '';
    const kind = token.toUpperCase();
    if (kind === 'NOT') return {kind, parts: [single()]};
    if (token === '(') {
      const inner = either();
      at++;
      return inner;
    }
    if (tokens[at] !== '(') return {kind, parts: []};
    const name = (tokens[at + 1] ?? '').replace(/^["']|["']$/g, '').replace(/^arn:.*:alarm:/, '');
    at += 3;
    return {kind, name};
  }
  return either();
}

const names = (node) => node.name === undefined ? node.parts.flatMap(names) : [node.name];

function holds(node, alarms) {
  if (node.name !== undefined) return alarms.get(node.name)?.StateValue === node.kind;
  const parts = node.parts.map((part) => holds(part, alarms));
  return {AND: parts.every(Boolean), OR: parts.some(Boolean), NOT: !parts[0], TRUE: true, FALSE: false}[node.kind] ?? false;
}

const verdict = (node, alarms) => holds(node, alarms) ? badge('bad', t('bench.holds')) : badge('none', t('bench.fails'));

function branch(node, alarms, below) {
  if (node.name === undefined) {
    return h('li', {}, h('strong', {}, t(`alarms.${node.kind}`)), ' ', verdict(node, alarms),
        node.parts.length > 0 && h('ul', {}, node.parts.map((part) => branch(part, alarms, below))));
  }
  const alarm = alarms.get(node.name);
  return h('li', {}, `${node.kind}(`, h('a', {href: `#alarms:${encodeURIComponent(node.name)}`}, node.name), ') ', verdict(node, alarms), ' ',
      alarm ? t('alarms.now') : t('alarms.no-such'), ' ', alarm && badge(TONES[alarm.StateValue], alarm.StateValue), below.get(node.name));
}

const DEPTH_MAX = 5;

export async function ruleTree(rule, depth = 0) {
  const root = parseRule(rule);
  const found = await observe('cloudwatch', 'DescribeAlarms', {AlarmNames: names(root), AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100});
  const composites = found.CompositeAlarms ?? [];
  const alarms = new Map([...found.MetricAlarms ?? [], ...composites].map((alarm) => [alarm.AlarmName, alarm]));
  const trees = depth < DEPTH_MAX ? await Promise.all(composites.map((alarm) => ruleTree(alarm.AlarmRule, depth + 1))) : [];
  return h('ul', {class: 'tree'}, branch(root, alarms, new Map(trees.map((one, i) => [composites[i].AlarmName, one]))));
}
