// Lessons: guided drills on this emulator, checked as they happen. Progress is kept in the browser.
import {call, moveClock, observe, readClock, readInbox, reset} from './api.js';
import {copyable, terminal} from './copyable.js';
import {badge, h, say} from './dom.js';
import {LESSONS, WORDS} from './lesson_data.js';
import {saveAsScenario} from './save.js';
import {pick, t} from './text.js';
import {refresh, stretchAfter, timeline} from './timeline.js';

// ---- progress: {step, since, values, done} ----

const key = (lesson) => `lesson.${lesson.id}`;
const load = (lesson) => JSON.parse(localStorage.getItem(key(lesson)) ?? 'null');
const store = (lesson, progress) => localStorage.setItem(key(lesson), JSON.stringify(progress));
function fresh() {
  const begun = timeline.newest.lastId;
  return {step: 0, begun, since: begun, values: {endpoint: location.origin, again: begun === 0 ? '' : `-${begun}`}, done: null};
}

// With its last step done, whether or not somebody went on from there.
const isOver = (lesson, progress) => progress !== null &&
    (progress.step >= lesson.steps.length || (progress.step === lesson.steps.length - 1 && progress.done !== null));

// The lesson that was last looked at, to go back to: {id, step}; nothing when it is over.
export function lessonToGoOn() {
  const lesson = LESSONS.find((one) => one.id === sessionStorage.getItem('lesson'));
  const progress = lesson ? load(lesson) : null;
  return progress && !isOver(lesson, progress) ? {id: lesson.id, step: progress.step + 1} : null;
}

// ---- what a step waits for ----

export function fillIn(value, values) {
  if (typeof value === 'string') return value.replace(/\$\{(\w+)\}/g, (all, name) => values[name] ?? all);
  if (Array.isArray(value)) return value.map((one) => fillIn(one, values));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fillIn(one, values)]));
  return value;
}

function agrees(wanted, got) {
  if (typeof wanted !== 'string' || !wanted.includes('*')) return wanted === got;
  const [begin, ...rest] = wanted.split('*');
  return typeof got === 'string' && got.startsWith(begin) && got.endsWith(rest.at(-1));
}

// 'done', 'other' (the same thing was done with another outcome), or nothing.
function judge(step, entry, values) {
  const wanted = fillIn(step.until, values);
  const differing = Object.keys(wanted).filter((name) => !agrees(wanted[name], entry[name]));
  if (differing.length === 0) return 'done';
  const isSameCall = !differing.includes('kind') && entry.kind === 'call' && !differing.includes('service') && !differing.includes('operation');
  return isSameCall ? 'other' : null;
}

function outcome(entry) {
  if (entry.kind === 'call') return `${entry.service} ${entry.operation}: ${entry.errorCode ?? t('chain.ok')}${entry.errorMessage ? ` (${entry.errorMessage})` : ''}`;
  if (entry.kind === 'alarm-transition') return t('chain.alarm', {name: entry.alarm, from: entry.from ?? '…', to: entry.to});
  if (entry.kind === 'datapoint') return `${entry.metricName}: ${entry.value}`;
  return entry.subject ?? entry.eventName ?? entry.kind;
}
const expectation = (until, values) => outcome(fillIn(until, values));

// ---- doing a step ----

// With the composite alarms that depend on it, for while there are any CloudWatch refuses to delete it.
async function deleteAlarm(name, depth = 5) {
  const {CompositeAlarms = []} = await observe('cloudwatch', 'DescribeAlarms', {ParentsOfAlarmName: name});
  if (depth > 0) for (const {AlarmName} of CompositeAlarms) await deleteAlarm(AlarmName, depth - 1);
  await call('cloudwatch', 'DeleteAlarms', {AlarmNames: [name]}).catch((refused) => { if (!(refused.status >= 400)) throw refused; });
}

// Answers what was refused on the way: what was made before stays, and a refusal may be what the step is about.
async function perform(step, values) {
  const refusals = [];
  for (const action of fillIn(step.act, values)) {
    if (action.advance) {
      await moveClock({advance: action.advance});
    } else if (action.confirm) {
      const mail = (await readInbox()).reverse().find((one) => one.to === action.confirm && one.confirmUrl);
      const link = new URL(mail.confirmUrl);
      await fetch(link.pathname + link.search);
    } else if (action.anew) {
      if (values.again) await deleteAlarm(action.anew);
    } else {
      await call(...action).catch((refused) => {
        if (!(refused.status >= 400)) throw refused;
        refusals.push(refused);
      });
    }
  }
  return refusals;
}

// ---- the page of one lesson ----

const commandOf = (command, values) => fillIn(command, values).replace(/^aws /, `aws --endpoint-url ${location.origin} `);

// Where a lesson was left. A keytrail that began anew since knows nothing of it.
function resume(lesson) {
  const left = load(lesson);
  return left && left.since <= timeline.newest.lastId ? left : fresh();
}

async function showLesson(content, lesson) {
  sessionStorage.setItem('lesson', lesson.id);
  await timeline.firstReading;
  let progress = resume(lesson);
  let other = null;
  let seen = progress.since;
  // What happened since, when the first reading does not reach back so far.
  const {newest} = timeline;
  const missed = newest.firstId > progress.since + 1 ? await stretchAfter(progress.since) : null;
  const body = h('div', {class: 'lesson'});

  function look() {
    const step = lesson.steps[progress.step];
    if (!step || progress.done) return;
    for (const entry of entriesSince(seen, missed)) {
      seen = Math.max(seen, entry.id);
      const verdict = judge(step, entry, progress.values);
      if (verdict === 'other') other = entry;
      if (verdict !== 'done') continue;
      other = null;
      progress.done = outcome(entry);
      for (const [name, member] of Object.entries(step.keep ?? {})) progress.values[name] = entry[member];
      progress.since = seen = entry.id;
      store(lesson, progress);
      say(t('lessons.done-step', {what: progress.done}));
      return;
    }
  }

  function go(step) {
    progress = {...progress, step, done: null};
    other = null;
    store(lesson, progress);
    draw();
    body.querySelector('h2')?.focus();
  }

  async function act(step) {
    let refusals;
    try {
      refusals = await perform(step, progress.values);
      await refresh();
    } catch (trouble) {
      body.querySelector('.trouble').textContent = trouble.message;
      return;
    }
    look();
    draw();
    if (!progress.done && refusals.length > 0) body.querySelector('.trouble').textContent = t('refused', refusals.at(-1));
    body.querySelector('button.main')?.focus();
  }

  // For trainers: everything before a step is done by the page.
  async function prepare(target) {
    while (progress.step < target) {
      const at = progress.step;
      if (!progress.done) await act(lesson.steps[at]);
      if (!progress.done) return;
      go(at + 1);
      look();
    }
  }

  const places = (step) => [step.hand, step.see].filter(Boolean);
  const view = (place, text) => h('a', {href: `#${fillIn(place, progress.values)}`}, text ?? t(`nav.${place.split(':')[0]}`));

  function current() {
    const step = lesson.steps[progress.step];
    if (!step) {
      const next = LESSONS[LESSONS.indexOf(lesson) + 1];
      return [h('h2', {tabindex: -1}, t('lessons.finished')), h('p', {}, t('lessons.kept')),
        h('p', {}, next && [h('a', {class: 'button', href: `#lessons:${next.id}`}, t('lessons.next-lesson', {title: pick(next.title)})), ' '],
            h('button', {type: 'button', onclick: () => saveAsScenario(progress.begun)}, t('save.open')), ' ', view('lessons', t('lessons.others')))];
    }
    const isLast = progress.step === lesson.steps.length - 1;
    const commands = () => [progress.step === 0 && h('details', {}, h('summary', {}, t('lessons.terminal')), copyable(terminal())),
      step.cli.map((command) => copyable(commandOf(command, progress.values)))];
    return [
      h('h2', {tabindex: -1}, t('lessons.step', {step: progress.step + 1, all: lesson.steps.length}), ': ', pick(step.title)), h('p', {}, pick(step.text)),
      h('p', {class: 'trouble', role: 'alert'}),
      progress.done ?
          [h('p', {class: 'done'}, badge('good', t('lessons.done-step', {what: progress.done}))),
            h('p', {}, h('button', {type: 'button', class: 'main', onclick: () => go(progress.step + 1)}, t(isLast ? 'lessons.finish' : 'lessons.next')), ' ',
                t('lessons.look'), ' ', view('chain'), ' ', places(step).filter((place) => place !== 'chain').map((place) => [view(place), ' '])),
            h('details', {}, h('summary', {}, t('lessons.commands')), commands())] :
          [h('p', {}, h('button', {type: 'button', class: 'main', onclick: () => act(step)}, t('lessons.do')),
              step.hand && [' ', t('lessons.or-there'), ' ', view(step.hand)]),
            h('h3', {}, t('lessons.command')), commands(),
            h('p', {class: 'waits'}, badge('waiting', t('lessons.wait')), step.see && [' ', t('lessons.shows'), ' ', view(step.see)]),
            other && h('p', {class: 'other', role: 'alert'}, t('lessons.other', {what: outcome(other), expected: expectation(step.until, progress.values)}))],
    ];
  }

  function draw() {
    const focused = document.activeElement?.textContent;
    const number = h('select', {id: 'jump'}, lesson.steps.map((step, i) => h('option', {value: i, selected: i === progress.step}, `${i + 1}. ${pick(step.title)}`)));
    body.replaceChildren(
        h('ol', {class: 'steps'}, lesson.steps.map((step, i) => h('li', {'aria-current': i === progress.step ? 'step' : undefined},
            i < progress.step || (i === progress.step && progress.done) ? badge('good', pick(step.title)) : pick(step.title)))),
        h('section', {class: 'step'}, current()),
        h('div', {class: 'tools'}, h('button', {type: 'button', onclick: () => { progress = fresh(); seen = progress.since; go(0); }}, t('lessons.again')),
            h('label', {}, t('lessons.jump'), number), h('button', {type: 'button', onclick: () => prepare(Number(number.value))}, t('lessons.prepare'))));
    [...body.querySelectorAll('button')].find((button) => button.textContent === focused)?.focus();
  }

  content.replaceChildren(h('p', {}, h('a', {href: '#lessons'}, '← ', t('lessons.title'))), h('h1', {}, pick(lesson.title)), h('p', {}, pick(lesson.text)), body, words());
  store(lesson, progress);
  look();
  draw();
  // What others made may do what a step is about before it is done, or hide it.
  if (progress.step === 0 && !progress.done && progress.begun > 0) {
    const empty = h('button', {type: 'button', onclick: async () => {
      if (!confirm(t('lessons.empty-sure'))) return;
      await reset();
      location.reload();
    }}, t('lessons.empty'));
    content.querySelector('h1').after(h('p', {class: 'note'}, t('lessons.not-empty'), ' ', empty));
  }
  const {mode} = await readClock();
  if (mode !== 'manual') {
    const note = h('p', {class: 'note'}, t('lessons.clock'), ' ', h('button', {type: 'button', onclick: async () => {
      await moveClock({mode: 'manual'});
      await refresh();
      note.remove();
    }}, t('clock.stop')));
    content.querySelector('h1').after(note);
  }
  return () => { const [before, otherBefore] = [progress.done, other]; look(); if (progress.done !== before || other !== otherBefore) draw(); };
}

// The entries that end steps, oldest first: calls, records of the service's own events, and what follows.
function entriesSince(id, missed) {
  const entries = [...missed?.chains ?? [], ...timeline.newest.chains].flatMap((chain) => [chain.kind === 'call' ? chain.head : chain.record,
    ...chain.datapoints, ...chain.transitions, ...chain.notifications]);
  return entries.filter((entry) => entry && entry.id > id).sort((a, b) => a.id - b.id);
}

const words = () => h('details', {}, h('summary', {}, t('lessons.words')),
    h('dl', {class: 'words'}, WORDS.map(([word, meaning]) => [h('dt', {}, pick(word)), h('dd', {}, pick(meaning))])));

function showAll(content) {
  content.replaceChildren(h('h1', {}, t('lessons.title')), h('p', {}, t('lessons.intro')), h('ol', {class: 'lessons'}, LESSONS.map((lesson) => {
    const progress = load(lesson);
    const isBegun = progress && (progress.step > 0 || progress.done) && !isOver(lesson, progress);
    return h('li', {}, h('h2', {}, pick(lesson.title)), h('p', {}, pick(lesson.text)),
        h('a', {class: 'button', href: `#lessons:${lesson.id}`},
          isBegun ? t('lessons.resume', {step: progress.step + 1}) : t(isOver(lesson, progress) ? 'lessons.look-back' : 'lessons.start')), ' ',
        isOver(lesson, progress) && badge('good', t('lessons.finished')));
  })), words());
}

export function show(content, id) {
  const lesson = LESSONS.find((one) => one.id === id);
  return lesson ? showLesson(content, lesson) : showAll(content);
}
