// Which page an address is, and what all pages have: the connection, the theme, what is told when something goes wrong.
import { ApiError, ask, listen, setToken } from './api.js';
import { ClusterPage } from './cluster.js';
import { fill, h, loading } from './dom.js';
import { JobPage } from './job.js';
import { JobsPage } from './jobs.js';
import { WorkerPage } from './worker.js';

const main = document.getElementById('main'), link = document.getElementById('link');
let page, opened, end = () => {};

const ROUTES = [
  [/^\/$/, () => new JobsPage(), 'jobs'],
  [/^\/cluster$/, () => new ClusterPage(), 'cluster'],
  [/^\/jobs\/([^/]+)$/, id => new JobPage(id), 'jobs'],
  [/^\/jobs\/([^/]+)\/workers\/(\d+)$/, (id, worker) => new WorkerPage(id, Number(worker)), 'jobs'],
];

function open(focus) {
  end();
  page?.close?.();
  opened = location.pathname;
  const [pattern, make, nav] = ROUTES.find(([route]) => route.test(location.pathname)) ?? ROUTES[0];
  for (const item of document.querySelectorAll('[data-nav]')) item.dataset.nav === nav ? item.setAttribute('aria-current', 'page') : item.removeAttribute('aria-current');
  const own = page = make(...(pattern.exec(location.pathname) ?? []).slice(1));
  let isShown = false;
  main.replaceChildren(loading());
  const show = () => {
    document.title = own.title === 'Jobs' ? 'Twister2' : `${own.title} – Twister2`;
    if (!isShown) main.replaceChildren(own.el);
    isShown = true;
  };
  const failed = error => {
    if (own !== page) return;
    // What is shown stays, however old: the state of the connection tells that it is.
    if (error instanceof ApiError && error.status < 500) refuse(error);
    else if (!isShown) main.replaceChildren(h('div', { class: 'card' }, h('div', { class: 'empty', role: 'alert' }, h('h2', {}, 'The dashboard does not answer'), h('p', {}, error.message ?? ''))));
    isShown &&= !(error instanceof ApiError && error.status < 500);
  };
  own.failed = failed;
  // One at a time: what changes meanwhile is asked for behind it.
  let next, busy = false;
  const update = async versions => {
    next = versions;
    if (busy) return;
    busy = true;
    try {
      while (next && own === page) {
        const these = next;
        next = null;
        await own.update(these);
        if (own === page) show();
      }
    } catch (error) {
      failed(error);
    } finally {
      busy = false;
    }
  };
  end = listen(own.live, update, (state, error) => {
    if (own !== page) return;
    tell(state);
    if (state === 'refused') failed(error);
  });
  if (focus) main.focus();
  scrollTo(0, 0);
}

function refuse(error) {
  const box = h('input', { type: 'text', 'aria-label': 'Token', autocomplete: 'off', spellcheck: 'false' });
  const form = h('form', { class: 'bar', onsubmit: event => { event.preventDefault(); setToken(box.value.trim()); open(true); } }, box, h('button', { type: 'submit' }, 'Use this token'));
  const missing = error.status === 404 || error.status === 400;
  main.replaceChildren(h('div', { class: 'card' }, h('div', { class: 'empty', role: 'alert' },
    h('h2', {}, missing ? 'There is no such page' : 'The token is missing'), h('p', {}, error.message), missing ? h('p', {}, h('a', { href: '/' }, 'All jobs')) : form)));
}

function tell(state) {
  link.className = `link ${state === 'live' ? 'live' : 'lost'}`;
  const text = { live: 'Live', lost: 'Connection lost, trying again', refused: 'No access' }[state];
  if (link.textContent !== text) link.textContent = text;
}

// Links within change the page without loading it anew.
document.addEventListener('click', event => {
  const anchor = event.target.closest('a[href]');
  if (!anchor || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || anchor.origin !== location.origin || anchor.hash || anchor.download) return;
  if (!ROUTES.some(([route]) => route.test(anchor.pathname))) return;
  event.preventDefault();
  history.pushState(null, '', anchor.href);
  open(true);
});
// Also comes for the link that skips to the content, which stays on its page.
addEventListener('popstate', () => opened !== location.pathname && open(true));

const themes = ['', 'light', 'dark'], button = document.getElementById('theme'), root = document.documentElement;
function showTheme() {
  const current = root.dataset.theme ?? '';
  fill(button, { '': 'Auto', light: 'Light', dark: 'Dark' }[current]);
  button.setAttribute('aria-label', `Colours: ${current || 'as the system has them'}. Change`);
}
button.onclick = () => {
  const next = themes[(themes.indexOf(root.dataset.theme ?? '') + 1) % themes.length];
  if (next) root.dataset.theme = next;
  else delete root.dataset.theme;
  next ? localStorage.setItem('twister2-theme', next) : localStorage.removeItem('twister2-theme');
  showTheme();
  document.dispatchEvent(new Event('theme'));
};
showTheme();
ask('/about').then(about => fill(document.getElementById('about'), `Twister2 ${about.version} on ${about.host}, jobs under ${about.root}${about.mayChange ? '' : ' (reading only: without the token)'}`)).catch(() => {});
open(false);
