// Secrets, trails and log groups, as far as the drills need them.
import {acting} from './acting.js';
import {all, observe} from './api.js';
import {badge, h, table} from './dom.js';
import {t, time} from './text.js';

const instant = (value) => time(typeof value === 'number' ? new Date(value * 1000).toISOString().replace('.000', '') : value);

async function secrets(act) {
  const found = await all('secretsmanager', 'ListSecrets', {IncludePlannedDeletion: true}, 'SecretList');
  const button = (operation, input, text) => h('button', {type: 'button', onclick: () => act('secretsmanager', operation, input)}, text);
  return table(t('world.secrets'), [
    [t('world.name'), (secret) => secret.Name], [t('world.key'), (secret) => secret.KmsKeyId ?? 'aws/secretsmanager'],
    [t('world.deleted'), (secret) => secret.DeletedDate ? badge('bad', t('world.marked', {time: instant(secret.DeletedDate)})) : badge('good', t('world.in-use'))],
    [t('world.actions'), (secret) => [
      button('GetSecretValue', {SecretId: secret.ARN}, t('world.read')), ' ',
      secret.DeletedDate ? button('RestoreSecret', {SecretId: secret.ARN}, t('world.restore')) :
          button('DeleteSecret', {SecretId: secret.ARN, RecoveryWindowInDays: 7}, t('world.delete'))]],
  ], found, t('world.no-secrets'));
}

async function trails(act) {
  const {trailList = []} = await observe('cloudtrail', 'DescribeTrails');
  const states = await Promise.all(trailList.map((trail) => observe('cloudtrail', 'GetTrailStatus', {Name: trail.TrailARN}).catch(() => ({}))));
  const state = (trail) => states[trailList.indexOf(trail)];
  return table(t('world.trails'), [
    [t('world.name'), (trail) => trail.Name],
    [t('world.logging'), (trail) => [state(trail).IsLogging ? badge('good', t('world.on')) : badge('bad', t('world.off')), ' ',
      h('button', {type: 'button', onclick: () => act('cloudtrail', state(trail).IsLogging ? 'StopLogging' : 'StartLogging', {Name: trail.TrailARN})},
          state(trail).IsLogging ? 'StopLogging' : 'StartLogging')]],
    [t('world.logs'), (trail) => trail.CloudWatchLogsLogGroupArn?.split(':log-group:')[1]?.replace(/:\*$/, '') ?? t('none')],
    [t('world.latest'), (trail) => { const at = state(trail).LatestCloudWatchLogsDeliveryTime ?? state(trail).LatestDeliveryTime; return at ? instant(at) : t('none'); }],
    [t('world.error'), (trail) => state(trail).LatestCloudWatchLogsDeliveryError ?? state(trail).LatestDeliveryError ?? ''],
  ], trailList, t('world.no-trails'));
}

async function groups() {
  const found = await all('logs', 'DescribeLogGroups', {}, 'logGroups');
  const filters = await all('logs', 'DescribeMetricFilters', {}, 'metricFilters');
  return table(t('world.groups'), [
    [t('world.name'), (group) => group.logGroupName],
    [t('world.filters'), (group) => h('ul', {class: 'plain'}, filters.filter((filter) => filter.logGroupName === group.logGroupName).map((filter) => h('li', {},
        h('strong', {}, filter.filterName), ' ', h('code', {class: 'pattern'}, filter.filterPattern), ' → ',
        filter.metricTransformations.map((to) => `${to.metricNamespace}/${to.metricName}`).join(', '))))],
  ], found, t('world.no-groups'));
}

export async function show(content) {
  const note = h('p', {role: 'alert', class: 'trouble'});
  const body = h('div');
  const act = acting(note, () => draw());
  async function draw() {
    const parts = await Promise.all([secrets(act), trails(act), groups()]);
    body.replaceChildren(...['world.secrets', 'world.trails', 'world.groups'].flatMap((title, i) => [h('h2', {}, t(title)), parts[i]]));
  }
  content.replaceChildren(h('h1', {}, t('nav.world')), note, body);
  await draw();
  const ours = new Set(['secretsmanager', 'cloudtrail', 'logs']);
  return (entries) => entries.some((entry) => entry.kind === 'clock' || ours.has(entry.service)) && draw();
}
