// The mails that were sent, as a person would read them.
import {all, readInbox} from './api.js';
import {badge, h, say} from './dom.js';
import {t, time} from './text.js';

// The text with what looks like a link made one.
function linked({body, confirmUrl}) {
  return body.split(/(https?:\/\/[^\s<>"]+)/).map((part, i) => {
    if (i % 2 === 0) return part;
    // The AWS console does not know the alarm; this one does.
    const alarm = part.match(/console\.aws\.amazon\.com\/.*#alarmsV2:alarm\/(.+)$/)?.[1];
    if (alarm) return h('a', {href: `#alarms:${alarm}`}, part);
    return h('a', {href: part === confirmUrl ? here(part) : part, target: '_blank', rel: 'noreferrer noopener'}, part);
  });
}

// The same link at the emulator that served this page, whatever address it has for others.
function here(link) {
  const url = new URL(link);
  return url.pathname + url.search;
}

// The button asks here; the link in the text opens what AWS answers.
function confirmation(message, isConfirmed) {
  const line = h('p');
  const show = () => line.replaceChildren(badge('good', t('inbox.confirmed')));
  const confirm = async () => {
    const answer = await fetch(here(message.confirmUrl));
    if (!answer.ok) return void line.append(' ', h('span', {class: 'trouble', role: 'alert'}, (await answer.text()).match(/<Message>(.*)<.Message>/)?.[1] ?? answer.statusText));
    show();
    say(t('inbox.confirmed'));
  };
  if (isConfirmed) show();
  else line.append(h('button', {type: 'button', onclick: confirm}, t('inbox.confirm')));
  return line;
}

function mail(message, isOpen, isConfirmed) {
  return h('li', {}, h('details', {open: isOpen, id: `mail-${message.id}`},
      h('summary', {}, h('time', {datetime: message.time}, time(message.time)), ' ', h('strong', {}, message.subject), ' ', h('span', {class: 'who'}, message.to)),
      h('dl', {}, h('dt', {}, t('inbox.from')), h('dd', {}, message.from), h('dt', {}, t('inbox.to')), h('dd', {}, message.to),
          h('dt', {}, t('inbox.subject')), h('dd', {}, message.subject)),
      message.confirmUrl && confirmation(message, isConfirmed),
      h('pre', {class: 'mail', tabindex: 0}, linked(message))));
}

// Which of the mails' subscriptions are confirmed: "topic address" of each.
async function confirmed(mails) {
  if (!mails.some((message) => message.confirmUrl)) return new Set();
  const subscriptions = await all('sns', 'ListSubscriptions', {}, 'Subscriptions');
  return new Set(subscriptions.filter((one) => one.SubscriptionArn.startsWith('arn:')).map((one) => `${one.TopicArn} ${one.Endpoint}`));
}
const topicOf = (message) => message.confirmUrl && new URL(message.confirmUrl).searchParams.get('TopicArn');

export async function show(content, id) {
  const list = h('ol', {class: 'mails', 'aria-label': t('inbox.title')});
  const empty = h('p', {}, t('inbox.empty'));
  let count = -1;
  async function draw() {
    const mails = await readInbox();
    if (mails.length === count) return;
    count = mails.length;
    const known = await confirmed(mails).catch(() => new Set());
    const open = new Set([...list.querySelectorAll('details[open]')].map((one) => one.id));
    list.replaceChildren(...mails.reverse().map((message) =>
        mail(message, message.id === id || open.has(`mail-${message.id}`), known.has(`${topicOf(message)} ${message.to}`))));
    empty.hidden = count > 0;
  }
  content.replaceChildren(h('h1', {}, t('inbox.title')), empty, list);
  await draw();
  return (entries) => entries.some((entry) => entry.kind === 'notification') && draw();
}
