// What happened, as chains: a call and what followed from it. Reads the timeline and nothing else,
// and keeps the newest chains only, so that the page's memory stays flat.
import {readTimeline} from './api.js';

const CHAINS_MAX = 1000;
const EVALUATIONS_MAX = 60;  // Of each alarm.
const ENTRIES_MAX = 3000;    // Read at once.
const ENTRIES_FIRST = 200;   // So that there is soon something to see.
const POLL_MS = 500;         // While something happens; a quiet timeline is asked less often.
const POLL_QUIET_MS = 1000;

// The links a chain has come to.
export const reached = {
  record: (chain) => chain.record !== null,
  log: (chain) => chain.logEvents.length > 0,
  filter: (chain) => chain.datapoints.length > 0,
  datapoint: (chain) => chain.datapoints.length > 0,
  alarm: (chain) => chain.transitions.length > 0,
  notification: (chain) => chain.notifications.length > 0,
};

// A stretch of the timeline. Entries are taken oldest first.
class Stretch {
  chains = [];             // Newest first.
  evaluations = new Map(); // Alarm name -> its newest evaluations, newest last.
  firstId = 0;
  lastId = 0;
  #chainsMax;
  #byRequest = new Map();
  #byEvent = new Map();
  #byAlarm = new Map();    // Alarm name -> {id of its last transition, the chains it belongs to}.

  constructor(chainsMax) {
    this.#chainsMax = chainsMax;
  }

  take(entries) {
    let wanted = entries.filter((entry) => entry.id > this.lastId);  // Two readings may overlap.
    if (this.lastId === 0) wanted = withoutRest(wanted);
    if (wanted.length === 0) return;
    if (this.lastId === 0) this.firstId = wanted[0].id;
    for (const entry of wanted) this.#places[entry.kind]?.(entry);
    this.lastId = wanted.at(-1).id;
    this.#forget();
  }

  #open(entry, kind) {
    const chain = {
      id: entry.id, kind, head: entry, record: null, logEvents: [], datapoints: [], transitions: [],
      notifications: [], version: 0,
    };
    this.chains.unshift(chain);
    return chain;
  }

  #attach(chain, list, entry) {
    if (!chain) return;
    chain[list].push(entry);
    chain.version++;
  }

  // The chain an entry belongs to; entries that nobody called for begin one of their own.
  #places = {
    call: (entry) => {
      this.#byRequest.set(entry.requestId, this.#open(entry, 'call'));
    },
    record: (entry) => {
      const chain = this.#byRequest.get(entry.cause);
      const place = chain && !chain.record ? chain : this.#open(entry, 'service-event');
      place.record = entry;
      this.#byEvent.set(entry.eventID, place);
    },
    'log-event': (entry) => this.#attach(this.#byEvent.get(entry.eventID), 'logEvents', entry),
    datapoint: (entry) => this.#attach(this.#byEvent.get(entry.cause), 'datapoints', entry),
    'alarm-evaluation': (entry) => {
      const list = this.evaluations.get(entry.alarm) ?? [];
      list.push(entry);
      if (list.length > EVALUATIONS_MAX) list.shift();
      this.evaluations.set(entry.alarm, list);
    },
    'alarm-transition': (entry) => {
      let chains = entry.to === 'ALARM' ? this.#sharers(this.#byEvent.get(entry.cause)) : [];
      if (chains.length === 0) chains = [this.#open(entry, 'alarm')];
      for (const chain of chains) this.#attach(chain, 'transitions', entry);
      this.#byAlarm.set(entry.alarm, {id: entry.id, chains});
    },
    notification: (entry) => {
      const alarm = entry.cause?.split(':alarm:')[1];
      const call = this.#byRequest.get(entry.cause);
      const chains = this.#byAlarm.get(alarm)?.chains ?? [call ?? this.#open(entry, 'notification')];
      for (const chain of chains) this.#attach(chain, 'notifications', entry);
    },
    clock: (entry) => {
      this.#open(entry, 'clock');
    },
  };

  // The record an alarm names as its cause is one of those that counted within the same minute.
  #sharers(chain) {
    if (!chain) return [];
    const counted = (one) => one.datapoints.map((point) => `${point.namespace}/${point.metricName} ${point.timestamp.slice(0, 16)}`);
    const wanted = new Set(counted(chain));
    return this.chains.filter((one) => one === chain || counted(one).some((point) => wanted.has(point)));
  }

  #forget() {
    const gone = this.chains.splice(this.#chainsMax);
    if (gone.length === 0) return;
    for (const chain of gone) {
      this.#byRequest.delete(chain.head.requestId);
      if (chain.record) this.#byEvent.delete(chain.record.eventID);
    }
    this.firstId = this.chains.at(-1).id;
    for (const [alarm, last] of this.#byAlarm) if (last.id < this.firstId) this.#byAlarm.delete(alarm);
  }
}

// What begins in the middle begins with a chain's beginning.
function withoutRest(entries) {
  if (entries[0]?.id === 1) return entries;
  const first = entries.findIndex((entry) => entry.kind === 'call' || entry.kind === 'clock');
  return entries.slice(Math.max(0, first));
}

export const timeline = {
  newest: new Stretch(CHAINS_MAX),
  isRead: false,
  firstReading: null,    // A promise.
  listeners: new Set(),  // Told of the entries that came.
};

let tellFirstReading;
timeline.firstReading = new Promise((resolve) => { tellFirstReading = resolve; });

async function poll() {
  const {lastId} = timeline.newest;
  const {entries, last} = await readTimeline(`since=${lastId}&last=${timeline.isRead ? ENTRIES_MAX : ENTRIES_FIRST}`);
  // After a reset ids begin anew; and where more happened than is read at once, what is kept would have a hole.
  const isCut = last < lastId || (lastId > 0 && entries[0]?.id > lastId + 1);
  if (isCut) timeline.newest = new Stretch(CHAINS_MAX);
  timeline.newest.take(entries);
  const isFirst = !timeline.isRead;
  timeline.isRead = true;
  tellFirstReading();
  const isNews = entries.length > 0 || isCut || isFirst;
  if (isNews) {
    for (const listener of timeline.listeners) listener(entries);
  }
  return isNews;
}

// The stretch that ends before an entry, or begins after one.
export const stretchBefore = (id) => readStretch(Math.max(0, id - 1 - ENTRIES_MAX), id - 1);
export const stretchAfter = (id) => readStretch(id, id + ENTRIES_MAX);

async function readStretch(after, until) {
  const {entries} = await readTimeline(`since=${after}&limit=${until - after}`);
  const stretch = new Stretch(ENTRIES_MAX);
  stretch.take(entries);
  return stretch;
}

export async function follow(onTrouble) {
  for (;;) {
    let isNews = false;
    if (!document.hidden) {
      try {
        isNews = await poll();
        onTrouble(null);
      } catch (trouble) {
        onTrouble(trouble);
      }
    }
    await new Promise((wake) => setTimeout(wake, isNews ? POLL_MS : POLL_QUIET_MS));
  }
}

// Makes the page up to date now, after something was done by hand.
export const refresh = () => poll().catch(() => {});
