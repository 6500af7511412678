// The console's only way out: the control API of the keytrail that served the page.

export class Refusal extends Error {
  constructor(code, message, status) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

// Where and as whom calls are made; '' is the emulator's own account, Region and root user.
export const caller = {
  region: localStorage.getItem('region') ?? '',
  identity: localStorage.getItem('identity') ?? '',
};

export function setCaller(name, value) {
  caller[name] = value;
  localStorage.setItem(name, value);
}

let askForToken = () => Promise.reject(new Refusal('Unauthorized', 'A token is needed.', 401));
export const onTokenNeeded = (ask) => { askForToken = ask; };

async function request(method, path, body) {
  const token = sessionStorage.getItem('token');
  const answer = await fetch('/_keytrail/' + path, {
    method,
    headers: {
      ...(token ? {Authorization: 'Bearer ' + token} : {}),
      ...(body === undefined ? {} : {'Content-Type': 'application/json'}),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.status === 401) {
    sessionStorage.setItem('token', await askForToken());
    return request(method, path, body);
  }
  const text = await answer.text();
  const isJson = answer.headers.get('Content-Type')?.startsWith('application/json');
  const value = isJson ? JSON.parse(text) : text;
  if (!answer.ok) throw new Refusal('Control', value?.message ?? answer.statusText, answer.status);
  return {value, headers: answer.headers};
}

const get = async (path) => (await request('GET', path)).value;
const post = async (path, body) => (await request('POST', path, body)).value;

async function operation(service, name, input, options) {
  const answer = await post('call', {
    service, operation: name, input, ...options,
    ...(caller.region ? {region: caller.region} : {}),
  });
  if (answer.error) throw new Refusal(answer.error.code, answer.error.message, answer.error.status);
  return answer.output ?? {};
}

// Looks without leaving a record.
export const observe = (service, name, input = {}) =>
    operation(service, name, input, {observe: true});

// A real call, recorded like everybody's.
export const call = (service, name, input = {}) =>
    operation(service, name, input, caller.identity ? {identity: caller.identity} : {});

// All pages of a list, up to `most` of its items.
export async function all(service, name, input, list, most = 500) {
  const items = [];
  let next = {};
  do {
    const page = await observe(service, name, {...input, ...next});
    items.push(...(page[list] ?? []));
    const [key, value] = page.NextMarker ? ['Marker', page.NextMarker] :
        page.NextToken ? ['NextToken', page.NextToken] :
        page.nextToken ? ['nextToken', page.nextToken] : [];
    next = key ? {[key]: value} : null;
  } while (next && items.length < most);
  return items;
}

export const readClock = () => get('clock');
// Whoever shows the clock hears of it: that it stands still or runs makes no entry in the timeline.
export async function moveClock(change) {
  const moved = await post('clock', change);
  dispatchEvent(new Event('clock'));
  return moved;
}
export const reset = () => post('reset', {});
export const readInbox = () => get('inbox');
export const explainFilter = (pattern, messages) => post('filter', {pattern, messages});
export async function readTimeline(query) {
  const {value, headers} = await request('GET', 'timeline?' + query);
  return {entries: value, last: Number(headers.get('Keytrail-Last-Id'))};
}

// A page of keys, each whole.
export const readKeys = (marker) =>
    get('keys?' + new URLSearchParams({limit: 500, ...(marker ? {marker} : {}), ...(caller.region ? {region: caller.region} : {})}));

// What was done after an entry, as a scenario file.
export const readScenario = (since) => get(`scenario?since=${since}`);

// The text of a record, from event history.
export async function readRecord(eventId) {
  const found = await observe('cloudtrail', 'LookupEvents',
      {LookupAttributes: [{AttributeKey: 'EventId', AttributeValue: eventId}]});
  return found.Events?.[0]?.CloudTrailEvent ?? null;
}
