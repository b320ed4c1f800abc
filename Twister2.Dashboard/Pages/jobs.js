// The list of jobs.
import { ask } from './api.js';
import { empty, fill, h } from './dom.js';
import { clock, count, plural } from './format.js';
import { elapsed, jobState } from './shared.js';

const STATES = ['Running', 'Pending', 'Completed', 'Failed', 'Killed', 'Lost'], PAGE = 50;

export class JobsPage {
  title = 'Jobs';
  live = '/live';

  constructor() {
    const asked = new URLSearchParams(location.search);
    Object.assign(this, { search: asked.get('search') ?? '', state: asked.get('state') ?? '', offset: Number(asked.get('offset') ?? 0) || 0 });
    this.list = h('div');
    this.chips = h('div', { class: 'chips', role: 'group', 'aria-label': 'State' });
    const box = h('input', { type: 'search', placeholder: 'Search id, name or user', 'aria-label': 'Search jobs', value: this.search, id: 'search', oninput: event => this.choose({ search: event.target.value }) });
    this.el = h('div', {}, h('div', { class: 'head' }, h('h1', {}, 'Jobs')), h('div', { class: 'bar' }, box, this.chips), this.list);
  }

  choose(change) {
    Object.assign(this, { offset: 0 }, change);
    const asked = new URLSearchParams();
    for (const key of ['search', 'state', 'offset']) if (this[key]) asked.set(key, this[key]);
    history.replaceState(null, '', asked.size ? `/?${asked}` : '/');
    clearTimeout(this.later);
    this.later = setTimeout(() => this.update().catch(this.failed), 'search' in change ? 150 : 0);
  }

  async update() {
    const asked = new URLSearchParams({ limit: PAGE, offset: this.offset });
    if (this.search) asked.set('search', this.search);
    // Who starts is as good as running, to who looks.
    if (this.state) asked.set('state', this.state === 'Running' ? 'Running,Starting' : this.state);
    const number = this.asked = (this.asked ?? 0) + 1;
    const found = await ask(`/jobs?${asked}`);
    if (number === this.asked) this.show(found);
  }

  show({ total, jobs, states }) {
    const all = Object.values(states).reduce((sum, n) => sum + n, 0), of = name => (states[name] ?? 0) + (name === 'Running' ? states.Starting ?? 0 : 0);
    const chip = (name, label, n) => h('button', { type: 'button', 'aria-pressed': String(this.state === name), onclick: () => this.choose({ state: name }) }, `${label} ${count(n)}`);
    fill(this.chips, chip('', 'All', all), STATES.filter(name => of(name) || this.state === name).map(name => chip(name, name, of(name))));
    if (total === 0) {
      fill(this.list, h('div', { class: 'card' }, all === 0 && !this.search
        ? empty('No jobs yet', 'Jobs appear here as soon as they are started with the same root.', 'twister2 submit mpi -n 4 Job.dll')
        : empty('No such jobs', 'No job has this state and these letters in its id, name or user.')));
      return;
    }
    fill(this.list, h('div', { class: 'card' },
      h('div', { class: 'flush' }, h('table', {}, h('caption', { class: 'hidden' }, 'Jobs, the last started first'),
        h('thead', {}, h('tr', {}, ['Job', 'State'].map(name => h('th', { scope: 'col' }, name)), h('th', { scope: 'col', class: 'n wide' }, 'Workers'), h('th', { scope: 'col', class: 'wide' }, 'User'), h('th', { scope: 'col', class: 'wide' }, 'Started'), h('th', { scope: 'col', class: 'n' }, 'Time'))),
        h('tbody', {}, jobs.map(row)))),
      total > PAGE && this.pager(total)));
  }

  pager(total) {
    const to = Math.min(total, this.offset + PAGE);
    return h('div', { class: 'pager' }, h('span', {}, `${count(this.offset + 1)}–${count(to)} of ${plural(total, 'job')}`),
      h('span', {}, h('button', { type: 'button', disabled: this.offset === 0, onclick: () => this.choose({ offset: Math.max(0, this.offset - PAGE) }) }, 'Newer'),
        h('button', { type: 'button', disabled: to === total, onclick: () => this.choose({ offset: this.offset + PAGE }) }, 'Older')));
  }
}

const row = job => h('tr', {},
  h('th', { scope: 'row' }, h('a', { class: 'name', href: `/jobs/${job.id}` }, job.name), h('span', { class: 'under' }, job.id), job.why && h('span', { class: 'under' }, job.why)),
  h('td', {}, jobState(job)), h('td', { class: 'n wide' }, count(job.workers)), h('td', { class: 'wide' }, job.user), h('td', { class: 'wide' }, clock(job.started)), h('td', { class: 'n' }, elapsed(job)));
