// The filter bench: which events a pattern matches, and which clause fails on those it does not.
import {explainFilter, observe} from './api.js';
import {badge, h} from './dom.js';
import {t} from './text.js';
import {clauseList} from './why.js';

const EXAMPLE = '{ $.eventSource = kms.amazonaws.com && ($.errorMessage = "*" || $.errorCode = "*") }';

// What tells one line from another: of a record, what was called and how it went.
function headline(message) {
  try {
    const {eventTime, eventSource, eventName, errorCode} = JSON.parse(message);
    if (eventName) return [eventTime, eventSource, eventName, errorCode].filter(Boolean).join(' ');
  } catch {}
  return message.slice(0, 160);
}

export function show(content) {
  const pattern = h('textarea', {id: 'pattern', rows: 2, spellcheck: 'false'});
  pattern.value = localStorage.getItem('pattern') ?? EXAMPLE;
  const events = h('textarea', {id: 'events', rows: 8, spellcheck: 'false'});
  const result = h('div', {'aria-live': 'polite'});

  async function take() {
    const {Events = []} = await observe('cloudtrail', 'LookupEvents', {MaxResults: 20});
    events.value = Events.map((event) => event.CloudTrailEvent).join('\n');
    await run();
  }

  async function run() {
    localStorage.setItem('pattern', pattern.value);
    const messages = events.value.split('\n').filter((line) => line.trim() !== '');
    const found = await explainFilter(pattern.value, messages);
    if (found.error) {
      const marker = ' '.repeat(Math.max(0, found.error.column - 1)) + '^';
      result.replaceChildren(h('p', {class: 'trouble', role: 'alert'}, t('bench.invalid', found.error)), h('pre', {}, `${pattern.value.replaceAll('\n', ' ')}\n${marker}`));
      return;
    }
    const matched = found.events.filter((event) => event.matches).length;
    result.replaceChildren(h('h2', {}, t('bench.matched', {matched, all: found.events.length})), h('ol', {class: 'verdicts'}, found.events.map((event, i) => h('li', {},
        event.matches ? badge('good', t('why.matches')) : badge('none', t('why.differs')), ' ',
        h('details', {}, h('summary', {}, h('code', {}, headline(messages[i]))), h('pre', {tabindex: 0}, messages[i])),
        clauseList(event.clauses)))));
  }

  const failing = (task) => () => task().catch((trouble) => result.replaceChildren(h('p', {class: 'trouble', role: 'alert'}, trouble.message)));
  content.replaceChildren(h('h1', {}, t('bench.title')),
      h('form', {onsubmit: (event) => { event.preventDefault(); failing(run)(); }},
          h('label', {class: 'wide'}, t('bench.pattern'), pattern), h('label', {class: 'wide'}, t('bench.events'), events),
          h('p', {}, h('button', {}, t('bench.run')), ' ', h('button', {type: 'button', onclick: failing(take)}, t('bench.take')))),
      result);
}
