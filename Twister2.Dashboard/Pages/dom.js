// Elements from plain calls, and the smallest change that makes a part of the page look like new elements: what has the focus, is selected or scrolled stays.
const HANDLERS = ['onclick', 'oninput', 'onchange', 'onsubmit', 'onkeydown', 'onpointermove', 'onpointerleave'];
const SVG = 'http://www.w3.org/2000/svg';

export const h = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);
export const s = (tag, attributes, ...children) => build(document.createElementNS(SVG, tag), attributes, children);

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (HANDLERS.includes(name)) element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...present(children));
  return element;
}

const present = children => children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false);

export function fill(parent, ...children) {
  const next = document.createElement('div');
  next.append(...present(children).map(child => child.kept && child.parentNode === parent ? standIn(child) : child));
  morph(parent, next);
}

// What is in its place already is not taken out, which would undo how far it was scrolled.
function standIn(kept) {
  const comment = document.createComment('');
  comment.target = kept;
  return comment;
}

function morph(current, next) {
  let old = current.firstChild;
  for (let fresh = next.firstChild, following; fresh; fresh = following) {
    following = fresh.nextSibling;
    if (fresh.target && fresh.target === old) old = old.nextSibling;
    else if (fresh.target) current.insertBefore(fresh.target, old);
    else if (!old) current.append(fresh);
    else {
      const after = old.nextSibling;
      // Who made a kept element changes it.
      if (fresh.kept || old.kept || !alike(old, fresh)) old.replaceWith(fresh);
      else change(old, fresh);
      old = after;
    }
  }
  while (old) {
    const after = old.nextSibling;
    old.remove();
    old = after;
  }
}

const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.id ?? '') === (b.id ?? '');

function change(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const handler of HANDLERS) old[handler] = fresh[handler];
  morph(old, fresh);
}

// An element that its maker changes by itself.
export function keep(element) {
  element.kept = true;
  return element;
}

export const card = (title, { tools, flush, id } = {}, ...children) =>
  h('section', { class: 'card', 'aria-labelledby': `${id}-title`, id }, h('div', { class: 'card-head' }, h('h2', { id: `${id}-title` }, title), h('span', { class: 'grow' }), tools), h('div', { class: flush ? 'flush' : 'body' }, children));

export const empty = (title, text, command) => h('div', { class: 'empty' }, h('h2', {}, title), h('p', {}, text), command && h('pre', {}, command));

export const loading = () => h('div', { class: 'card' }, h('div', { class: 'body', role: 'status' }, h('span', { class: 'hidden' }, 'Loading'), h('div', { class: 'wait' }), h('div', { class: 'wait' }), h('div', { class: 'wait' })));
