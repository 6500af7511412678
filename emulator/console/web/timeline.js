// What happened, as chains: a call and what followed from it. Reads the timeline and nothing else,
// and keeps the newest chains only, so that the page's memory stays flat.
import {readTimeline} from './api.js';

const CHAINS_MAX = 1000;
const FIRST_ENTRIES = 3000;
const POLL_MS = 500;

export const timeline = {
  chains: [],        // Newest first.
  evaluations: new Map(),  // Alarm name -> its newest evaluations, newest last.
  lastId: 0,
  listeners: new Set(),
};

let byRequest, byEvent, byAlarm;

function clear() {
  timeline.chains.length = 0;
  timeline.evaluations.clear();
  timeline.lastId = 0;
  byRequest = new Map();
  byEvent = new Map();
  byAlarm = new Map();
}
clear();

function open(entry, kind) {
  const chain = {
    id: entry.id, kind, head: entry, record: null, logEvents: [], datapoints: [], transitions: [],
    notifications: [], version: 0,
  };
  timeline.chains.unshift(chain);
  return chain;
}

// The chain an entry belongs to; entries that nobody called for begin one of their own.
const places = {
  call(entry) {
    byRequest.set(entry.requestId, open(entry, 'call'));
  },
  record(entry) {
    const chain = byRequest.get(entry.cause);
    const place = chain && !chain.record ? chain : open(entry, 'service-event');
    place.record = entry;
    byEvent.set(entry.eventID, place);
    return place;
  },
  'log-event'(entry) {
    return attach(byEvent.get(entry.eventID), 'logEvents', entry);
  },
  datapoint(entry) {
    return attach(byEvent.get(entry.cause), 'datapoints', entry);
  },
  'alarm-evaluation'(entry) {
    const list = timeline.evaluations.get(entry.alarm) ?? [];
    list.push(entry);
    if (list.length > 60) list.shift();
    timeline.evaluations.set(entry.alarm, list);
  },
  'alarm-transition'(entry) {
    const causes = entry.to === 'ALARM' ? sharers(byEvent.get(entry.cause)) : [];
    for (const chain of causes) attach(chain, 'transitions', entry);
    byAlarm.set(entry.alarm, causes.length > 0 ? causes : [openWith(entry, 'transitions', 'alarm')]);
  },
  notification(entry) {
    const alarm = entry.cause?.split(':alarm:')[1];
    const call = byRequest.get(entry.cause);
    const chains = (alarm && byAlarm.get(alarm)) ?? (call ? [call] : [open(entry, 'notification')]);
    for (const chain of chains) attach(chain, 'notifications', entry);
  },
  clock(entry) {
    open(entry, 'clock');
  },
};

function attach(chain, list, entry) {
  if (!chain) return undefined;
  chain[list].push(entry);
  chain.version++;
  return chain;
}

// The record an alarm names as its cause is one of those that counted within the same minute.
function sharers(chain) {
  if (!chain) return [];
  const counted = (one) => one.datapoints.map((point) => `${point.namespace}/${point.metricName} ${point.timestamp.slice(0, 16)}`);
  const wanted = new Set(counted(chain));
  return timeline.chains.filter((one) => one === chain || counted(one).some((point) => wanted.has(point)));
}

function openWith(entry, list, kind) {
  return attach(open(entry, kind), list, entry);
}

function forget() {
  for (const chain of timeline.chains.splice(CHAINS_MAX)) {
    byRequest.delete(chain.head.requestId);
    if (chain.record) byEvent.delete(chain.record.eventID);
  }
}

function take(entries) {
  for (const entry of entries) {
    if (entry.id <= timeline.lastId) continue;  // Two polls may overlap.
    places[entry.kind]?.(entry);
    timeline.lastId = entry.id;
  }
  forget();
}

async function poll() {
  const query = timeline.lastId === 0 ? `last=${FIRST_ENTRIES}` : `since=${timeline.lastId}`;
  const {entries, last} = await readTimeline(query);
  const wasReset = last < timeline.lastId;
  if (wasReset) clear();
  take(entries);
  if (entries.length > 0 || wasReset) {
    for (const listener of timeline.listeners) listener(entries);
  }
}

export async function follow(onTrouble) {
  for (;;) {
    if (!document.hidden) {
      try {
        await poll();
        onTrouble(null);
      } catch (trouble) {
        onTrouble(trouble);
      }
    }
    await new Promise((wake) => setTimeout(wake, POLL_MS));
  }
}

// Makes the page up to date now, after something was done by hand.
export const refresh = () => poll().catch(() => {});
