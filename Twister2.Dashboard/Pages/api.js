// Asks the REST API, and listens for what has changed. The token comes in the address's fragment, which no server and no log ever sees, and stays in this browser.
const KEY = 'twister2-token';
const given = new URLSearchParams(location.hash.slice(1)).get('token');
if (given) {
  localStorage.setItem(KEY, given);
  history.replaceState(null, '', location.pathname + location.search);
}

let skew = 0;
export const now = () => Date.now() + skew;
export const token = () => localStorage.getItem(KEY);
export const setToken = value => localStorage.setItem(KEY, value);

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const headers = more => ({ ...(token() ? { Authorization: `Bearer ${token()}` } : {}), ...more });

export async function ask(path, options = {}) {
  const response = await fetch(`/api/v1${path}`, { ...options, cache: 'no-store', headers: headers(options.headers) });
  const date = Date.parse(response.headers.get('date'));
  // The header counts whole seconds.
  if (date && Math.abs(date + 500 - now()) > 1500) skew = date + 500 - Date.now();
  if (!response.ok) throw await problem(response);
  return response.json();
}

export async function problem(response) {
  const body = await response.json().catch(() => ({}));
  return new ApiError(response.status, body.detail ?? `${response.status} ${response.statusText}`);
}

export const post = (path, body) => ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });

// Calls changed(versions) for each event, and state('live' | 'lost' | 'refused', error). Comes back by itself. Returns what ends it.
export function listen(path, changed, state) {
  const control = new AbortController();
  let pause = 1000;
  (async () => {
    while (!control.signal.aborted) {
      try {
        await follow(path, control.signal, event => {
          pause = 1000;
          state('live');
          if (event.name === 'changed') changed(JSON.parse(event.data));
        });
        throw new Error('The dashboard has ended the connection.');
      } catch (error) {
        if (control.signal.aborted) return;
        state(error.status && error.status < 500 ? 'refused' : 'lost', error);
      }
      await new Promise(done => setTimeout(done, pause));
      pause = Math.min(pause * 1.5, 5000);
    }
  })();
  return () => control.abort();
}

// EventSource cannot send a token.
async function follow(path, signal, take) {
  const response = await fetch(`/api/v1${path}`, { signal, cache: 'no-store', headers: headers({ Accept: 'text/event-stream' }) });
  if (!response.ok) throw await problem(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '', silence;
  const expectSign = () => {
    clearTimeout(silence);
    silence = setTimeout(() => reader.cancel(), 25000);
  };
  try {
    for (expectSign(); ;) {
      const { value, done } = await reader.read();
      if (done) return;
      expectSign();
      text += value;
      for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
        const event = { name: 'message', data: '' };
        for (const line of text.slice(0, end).split('\n')) {
          if (line.startsWith('event: ')) event.name = line.slice(7);
          else if (line.startsWith('data: ')) event.data += line.slice(6);
        }
        take(event);
      }
    }
  } finally {
    clearTimeout(silence);
  }
}
