// One job: what it is, how far it has come, what its workers do, what happened.
import { ApiError, ask, headers, now, post } from './api.js';
import { card, empty, fill, h, keep } from './dom.js';
import { EventList } from './events.js';
import { bytes, clock, cores, count, duration, percent, plural, rate, short } from './format.js';
import { drawGraph, share } from './graph.js';
import { Matrix } from './matrix.js';
import { Plot } from './plot.js';
import { elapsed, hasEnded, jobState, state, tile } from './shared.js';
import { WorkerTable } from './workers.js';

export class JobPage {
  constructor(id) {
    Object.assign(this, { id, title: id, live: `/jobs/${id}/live`, base: `/jobs/${id}`, seen: {} });
    this.top = h('div');
    this.stages = h('div');
    this.plots = {
      records: new Plot('Records', ['records'], value => `${short(value)}/s`),
      cpu: new Plot('Cores in use', ['cores'], cores),
      memory: new Plot('Memory', ['processes', 'heap'], bytes),
      sent: new Plot('Sent to other workers', ['sent'], rate),
    };
    this.matrix = new Matrix();
    this.links = h('div');
    this.workers = new WorkerTable(id);
    this.events = new EventList(`${this.base}/events`);
    this.facts = h('dl', { class: 'facts' });
    this.stageCard = card('Stages', { id: 'stages', flush: true }, this.stages);
    this.el = h('div', {}, this.top, this.stageCard,
      card('Over time', { id: 'metrics' }, h('div', { class: 'plots' }, Object.values(this.plots).map(plot => plot.el))),
      this.workers.el,
      h('div', { class: 'two' },
        card('Events', { id: 'events', flush: true, tools: this.events.tools }, this.events.el),
        h('div', {}, card('Communication', { id: 'links' }, this.links), card('Configuration', { id: 'configuration' }, this.facts))));
  }

  // Only what has changed is asked for again; the load of the workers comes with the metrics.
  async update(versions) {
    const changed = name => !versions || this.seen[name] !== versions[name];
    const work = [];
    // When it started, and whether it has ended, the others want to know.
    if (changed('job') || changed('metrics') || !this.job) await this.showJob();
    if (changed('job') || changed('metrics')) work.push(this.workers.update());
    if (changed('metrics')) work.push(this.showMetrics());
    if (changed('stages') || changed('job')) work.push(this.showStages());
    if (changed('links')) work.push(this.showLinks());
    if (changed('events')) work.push(this.events.update());
    this.seen = versions ?? this.seen;
    try {
      await Promise.all(work);
    } catch (error) {
      this.seen = {};
      throw error;
    }
  }

  async showJob() {
    const job = this.job = await ask(this.base);
    this.title = job.name;
    this.events.start = Date.parse(job.started);
    this.workers.hasEnded = hasEnded(job);
    const load = job.load, states = Object.entries(job.workerStates).map(([name, n]) => `${n} ${hasEnded(job) && name === 'Running' ? 'ended' : name.toLowerCase()}`).join(', ');
    fill(this.top, h('div', { class: 'head' },
      h('div', { class: 'titles' },
        h('p', { class: 'crumbs' }, h('a', { href: '/' }, 'Jobs'), ` / ${job.id}`),
        h('h1', {}, job.name),
        h('p', { class: 'sub' }, h('span', {}, jobState(job)), h('span', {}, elapsed(job)), h('span', {}, `started ${clock(job.started)} by ${job.user}`), job.slurmJobId && h('span', {}, `Slurm job ${job.slurmJobId}${job.slurmState ? `, ${job.slurmState}` : ''}`))),
      job.hasTrace && h('button', { type: 'button', onclick: () => this.download('trace', `${job.id}.trace.json`) }, 'Trace for Perfetto'),
      !hasEnded(job) && h('button', { type: 'button', class: 'danger', id: 'kill', onclick: () => this.askToKill() }, 'End job')),
      this.notes(job),
      h('dl', { class: 'tiles' },
        tile('Workers', count(job.workers), states || 'none has registered'),
        tile('Nodes', count(job.nodes.length), job.nodes.slice(0, 3).join(', ')),
        load && tile('Cores in use', hasEnded(job) ? '–' : cores(load.cpu), job.threads > 1 ? `${job.threads} threads each` : 'one thread each'),
        load && tile('Memory', bytes(load.rss), `heap ${bytes(load.heap)}`),
        load && tile('Records', short(load.records), hasEnded(job) ? 'in all' : `${short(load.recordsPerSecond)}/s`),
        load && tile('Sent', bytes(load.bytesSent), hasEnded(job) ? 'in all' : rate(load.bytesPerSecond)),
        load && tile('Spilled', bytes(load.spilled), 'to scratch')));
    this.showFacts(job);
  }

  notes(job) {
    const notes = [];
    if (job.stall && !hasEnded(job)) notes.push(h('section', { class: 'note warn' }, h('h2', {}, 'It does not go on: who waits for whom'), h('pre', {}, job.stall)));
    const failed = ['Failed', 'Lost', 'Killed'].includes(job.state);
    const what = job.failure ?? (failed ? job.message : null);
    if (failed) {
      const title = { Failed: 'It failed', Lost: 'It is lost', Killed: 'It was ended' }[job.state];
      const text = [job.why, what].filter(Boolean).join('\n\n') || 'It wrote no end, and none of its processes is left: SIGKILL, too little memory, or the node went down.';
      notes.push(h('section', { class: `note ${job.state === 'Killed' ? 'warn' : 'bad'}` }, h('h2', {}, title), h('pre', {}, text)));
    } else if (job.why) notes.push(h('section', { class: 'note' }, h('p', {}, job.why)));
    else if (job.state === 'Completed' && job.message) notes.push(h('section', { class: 'note' }, h('p', {}, job.message)));
    return notes;
  }

  showFacts(job) {
    const known = new Set(['id', 'name', 'workers', 'threads', 'started', 'user', 'program', 'folder', 'arguments', 'submitted', 'slurm_job_id', 'config']);
    const value = any => any !== null && typeof any === 'object' ? JSON.stringify(any) : String(any);
    const fact = (name, text) => text !== undefined && text !== null && text !== '' && [h('dt', {}, name), h('dd', { class: 'mono' }, text)];
    fill(this.facts, fact('program', job.program), fact('arguments', job.arguments.join(' ')), fact('folder', job.folder), fact('directory', job.directory), fact('workers', `${job.workers}, of ${plural(job.threads, 'thread')}`),
      Object.entries(job.configuration ?? {}).filter(([name]) => !known.has(name)).map(([name, any]) => fact(name, value(any))),
      // What was set, and where: on the command line, in a file, by the program.
      Object.entries(job.configuration?.config ?? {}).map(([name, entry]) => fact(name, `${value(entry?.value ?? entry)}${entry?.source ? `  (${entry.source})` : ''}`)),
      job.hasConsole && [h('dt', {}, 'printed'), h('dd', {}, h('button', { type: 'button', class: 'quiet', onclick: () => this.download('logs/console', `${job.id}.console.log`) }, 'Download console.log'))]);
  }

  async showMetrics() {
    const series = await ask(`${this.base}/metrics`), start = this.job ? Date.parse(this.job.started) : series.time[0];
    this.plots.records.update(series.time, [series.recordsPerSecond], start);
    this.plots.cpu.update(series.time, [series.cpu], start);
    this.plots.memory.update(series.time, [series.rss, series.heap], start);
    this.plots.sent.update(series.time, [series.sentPerSecond], start);
  }

  async showStages() {
    const { stages } = await ask(`${this.base}/stages`);
    if (!stages.length) return fill(this.stages, empty('No stages', 'No operator, data set or graph of this job has told of itself.'));
    this.graph ??= keep(h('div', { class: 'graph', tabindex: 0, role: 'group', 'aria-label': 'Stage graph' }));
    fill(this.stages, this.graph, stageTable(stages, hasEnded(this.job) ? this.job.ended : null));
    drawGraph(this.graph, stages);
  }

  async showLinks() {
    const { links, workers } = await ask(`${this.base}/links`);
    if (!links.length) return fill(this.links, h('p', { class: 'soft' }, 'The workers have sent nothing to each other.'));
    fill(this.links, this.matrix.el);
    this.matrix.update(links, workers);
  }

  askToKill() {
    const error = h('p', { class: 'soft', role: 'alert' });
    const end = h('button', { type: 'button', class: 'danger' }, 'End job');
    const dialog = h('dialog', { 'aria-labelledby': 'kill-title' }, h('h2', { id: 'kill-title' }, 'End this job?'),
      h('p', {}, `${this.id}: its workers get SIGTERM, and after ten seconds SIGKILL. What it has not written is lost.`), error,
      h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: () => dialog.close() }, 'Let it run'), end));
    end.onclick = async () => {
      end.disabled = true;
      fill(error, 'Ending it …');
      try {
        await post(`${this.base}/kill`, {});
        dialog.close();
        await this.update();
      } catch (e) {
        fill(error, e instanceof ApiError ? e.message : 'The dashboard does not answer.');
        end.disabled = false;
      }
    };
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  async download(path, name) {
    const response = await fetch(`/api/v1${this.base}/${path}`, { headers: headers() });
    const link = h('a', { href: URL.createObjectURL(await response.blob()), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
}

function stageTable(stages, end) {
  const cell = (text, wide) => h('td', { class: wide ? 'n wide' : 'n' }, text);
  const time = stage => stage.started ? duration(((stage.ended ?? end ? Date.parse(stage.ended ?? end) : now()) - Date.parse(stage.started)) / 1000) : '–';
  return h('table', {}, h('caption', { class: 'hidden' }, 'Stages'),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Stage'), h('th', { scope: 'col' }, 'State'), [['Done', 0], ['In', 0], ['Out', 1], ['Sent', 1], ['Spilled', 1], ['Time', 1]].map(([name, wide]) => h('th', { scope: 'col', class: wide ? 'n wide' : 'n' }, name)))),
    h('tbody', {}, stages.map(stage => h('tr', {},
      h('th', { scope: 'row' }, h('span', { class: 'name' }, stage.name || stage.kind), h('span', { class: 'under' }, [stage.kind, stage.graph, stage.runs > 1 && `${count(stage.runs)} runs`].filter(Boolean).join(' · '))),
      h('td', {}, state(stage.state)), cell(percent(share(stage))), cell(short(stage.recordsIn)), cell(short(stage.recordsOut), true), cell(bytes(stage.bytesOut), true), cell(bytes(stage.spilled), true), cell(time(stage), true)))));
}
