// The nodes that jobs run on now.
import { ask } from './api.js';
import { card, empty, fill, h } from './dom.js';
import { bytes, cores, count, plural, rate, short } from './format.js';
import { tile } from './shared.js';

export class ClusterPage {
  title = 'Cluster';
  live = '/live';

  constructor() {
    this.tiles = h('div');
    this.body = h('div');
    this.el = h('div', {}, h('div', { class: 'head' }, h('h1', {}, 'Cluster')), this.tiles, card('Nodes with running workers', { id: 'nodes', flush: true }, this.body));
    // What workers use changes without any job changing.
    this.timer = setInterval(() => this.update().catch(() => {}), 2000);
  }

  close() {
    clearInterval(this.timer);
  }

  async update() {
    const { nodes } = await ask('/cluster'), sum = key => nodes.reduce((total, node) => total + node[key], 0);
    if (!nodes.length) {
      fill(this.tiles);
      return fill(this.body, empty('Nothing runs', 'Nodes appear here while jobs under this root run on them.'));
    }
    fill(this.tiles, h('dl', { class: 'tiles' }, tile('Nodes', count(nodes.length)), tile('Workers', count(sum('workers')), plural(new Set(nodes.flatMap(node => node.jobs)).size, 'job')),
      tile('Cores in use', cores(sum('cpu'))), tile('Memory', bytes(sum('rss'))), tile('Records', `${short(sum('recordsPerSecond'))}/s`), tile('Sent', rate(sum('bytesPerSecond')))));
    const n = (text, wide) => h('td', { class: wide ? 'n wide' : 'n' }, text);
    fill(this.body, h('table', {}, h('caption', { class: 'hidden' }, 'Nodes'),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Node'), [['Workers'], ['Cores in use'], ['Memory'], ['Records/s', 1], ['Sent', 1]].map(([name, wide]) => h('th', { scope: 'col', class: wide ? 'n wide' : 'n' }, name)))),
      h('tbody', {}, nodes.map(node => h('tr', {},
        h('th', { scope: 'row' }, h('span', { class: 'name' }, node.node), node.jobs.map(job => h('a', { class: 'under', href: `/jobs/${job}` }, job))),
        n(count(node.workers)), n(cores(node.cpu)), n(bytes(node.rss)), n(short(node.recordsPerSecond), true), n(rate(node.bytesPerSecond), true))))));
  }
}
