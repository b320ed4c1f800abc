// What several pages show in the same way.
import { now } from './api.js';
import { h } from './dom.js';
import { duration } from './format.js';

export const state = (name, text) => h('span', { class: `state ${name.toLowerCase()}` }, text ?? name[0].toUpperCase() + name.slice(1));

export const hasEnded = job => !['Pending', 'Starting', 'Running'].includes(job.state);

export const jobState = job => job.isStalled && !hasEnded(job) ? state('stalled', 'Does not go on') : state(job.state);

// Goes on by itself, once a second, as long as it is on the page.
export const elapsed = job => job.ended
  ? h('span', {}, duration((Date.parse(job.ended) - Date.parse(job.started)) / 1000))
  : hasEnded(job) ? h('span', {}, '–') : h('span', { 'data-since': job.started }, duration((now() - Date.parse(job.started)) / 1000));

setInterval(() => {
  for (const element of document.querySelectorAll('[data-since]')) element.textContent = duration(Math.floor((now() - Date.parse(element.dataset.since)) / 1000));
}, 1000);

export const tile = (name, value, more) => h('div', {}, h('dt', {}, name), h('dd', {}, value, more && h('small', { title: more }, more)));

// A head cell that sorts; sort is 'key' or '-key'.
export const sorter = (label, key, sort, choose, number) => {
  const current = sort.replace('-', '') === key, descending = sort.startsWith('-');
  return h('th', { scope: 'col', class: number ? 'n' : null, 'aria-sort': current ? (descending ? 'descending' : 'ascending') : null },
    h('button', { type: 'button', onclick: () => choose(current ? (descending ? key : `-${key}`) : number ? `-${key}` : key) }, label));
};
