/**
 * The page's script, as the browser runs it. It asks only where the page came from, keeps the session for as long as
 * the tab is open, and sets all that it shows as text, never as markup.
 */
export const SCRIPT = `
'use strict';
const words = JSON.parse(document.getElementById('words').textContent);
const find = (id) => document.getElementById(id);
const SESSION = 'rapport-session';
let session = '';
let me = { traits: {}, consent: {}, devices: [], recent: [] };

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

/** What a screen reader says too. */
const tell = (text) => {
  find('told').textContent = text;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { find('told').textContent = ''; }, 6000);
};

const ask = async (method, path, body, token = session) => {
  const answer = await fetch(path, {
    method, cache: 'no-store', credentials: 'omit',
    headers: { authorization: 'Bearer ' + token, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (answer.status === 401) { sessionStorage.removeItem(SESSION); shut(); }
  if (!answer.ok) {
    const text = answer.status === 429 ? words.tooMany : answer.status === 401 ? words.noLink : words.failed;
    throw Object.assign(new Error(text), { status: answer.status });
  }
  return answer;
};

/** Does a work, and says what became of it. */
const attempt = async (work, done) => {
  try {
    await work();
    if (done) tell(done);
  } catch (error) {
    tell(error instanceof TypeError ? words.failed : error.message);
  }
};

const day = (time) => new Date(time).toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });

// ── What is known ──

const correct = (traits) => attempt(async () => {
  me = await (await ask('PATCH', '/v1/me', { traits })).json();
  show();
}, words.saved);

/** What is typed, as what it was before: a number stays a number. */
const typed = (text, before) => {
  if (typeof before === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (typeof before === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
};

const traitRow = ([name, value], i) => {
  const id = 'trait-' + i;
  const isSimple = value === null || typeof value !== 'object';
  const input = make('input', { type: 'text', id, autocomplete: 'off', maxlength: '1000' });
  input.value = isSimple ? String(value ?? '') : JSON.stringify(value);
  input.readOnly = !isSimple;
  const save = make('button', { type: 'submit', 'aria-label': words.save + ': ' + name }, words.save);
  const remove = make('button', { type: 'button', class: 'danger', 'aria-label': words.remove + ': ' + name }, words.remove);
  save.hidden = !isSimple;
  remove.addEventListener('click', () => correct({ [name]: null }));
  const form = make('form', { class: 'trait' }, make('label', { for: id }, name), input, save, remove);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    correct({ [name]: typed(input.value, value) });
  });
  return make('li', {}, form);
};

const addTrait = (event) => {
  event.preventDefault();
  const [name, value] = [find('new-name').value.trim(), find('new-value').value.trim()];
  if (name === '' || value === '') return;
  event.target.reset();
  correct({ [name]: value });
};

// ── Choices ──

const showChoice = (purpose) => {
  const said = me.consent[purpose];
  find(purpose + '-state').textContent = !said ? words.unsaid : said.granted ? words.saidAllowed : words.saidRefused;
  for (const input of document.querySelectorAll('input[name=' + purpose + ']')) {
    input.checked = said !== undefined && input.value === String(said.granted);
  }
};

const choose = (input) => attempt(async () => {
  const answer = await ask('PUT', '/v1/me/consent', { purposes: { [input.name]: input.value === 'true' } });
  me = { ...me, consent: (await answer.json()).purposes };
}, words.saved).finally(() => showChoice(input.name));

// ── Download ──

const TYPES = { json: 'application/json', csv: 'text/csv' };

/** What is too much for one answer comes in parts; a table has its head once. */
const parts = async (format) => {
  const got = [];
  let cursor = '';
  do {
    const answer = await ask('GET', '/v1/me/export?format=' + format + (cursor && '&cursor=' + encodeURIComponent(cursor)));
    const text = await answer.text();
    const part = format === 'json' ? JSON.parse(text) : text;
    got.push(part);
    cursor = (format === 'json' ? part.nextCursor : answer.headers.get('next-cursor')) ?? '';
  } while (cursor !== '');
  if (format === 'csv') return got.map((text, i) => (i === 0 ? text : text.slice(text.indexOf('\\n') + 1)));
  const lists = {};
  for (const part of got) {
    for (const [name, rows] of Object.entries(part)) if (Array.isArray(rows)) lists[name] = [...(lists[name] ?? []), ...rows];
  }
  return [JSON.stringify(lists, null, 2)];
};

const download = (format) => attempt(async () => {
  const url = URL.createObjectURL(new Blob(await parts(format), { type: TYPES[format] }));
  make('a', { href: url, download: 'my-data.' + format }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}, words.downloaded);

// ── Deletion: asked twice, and the safe answer has the focus ──

const erase = () => attempt(async () => {
  await ask('DELETE', '/v1/me');
  sessionStorage.removeItem(SESSION);
  session = '';
  find('content').hidden = true;
  find('status').hidden = false;
  find('status').textContent = words.deleted;
});

// ── The page ──

const list = (id, rows, none) =>
  find(id).replaceChildren(...(rows.length > 0 ? rows : [make('li', { class: 'quiet' }, make('span', {}, none))]));

const show = () => {
  list('traits', Object.entries(me.traits).map(traitRow), words.nothingKnown);
  list('devices', me.devices.map(({ anonymousId, linkedAt }) =>
    make('li', {}, make('span', {}, anonymousId), make('span', { class: 'quiet' }, words.since + ' ' + day(linkedAt)))), '');
  find('devices-part').hidden = me.devices.length === 0;
  list('recent', me.recent.map(({ at, what }) =>
    make('li', {}, make('span', {}, Object.hasOwn(words.events, what) ? words.events[what] : what), make('span', { class: 'quiet' }, day(at)))), words.noRecent);
  for (const choice of document.querySelectorAll('.choice')) showChoice(choice.id);
};

// ── What was chosen, and why ──

const showChosen = async () => {
  const { decisions } = await (await ask('GET', '/v1/me/decisions?limit=10')).json();
  list('chosen', decisions.map(chosenRow), words.noChosen);
};

const chosenRow = ({ decisionId, placement, decidedAt, itemIds }, i) => {
  const where = Object.hasOwn(words.placements, placement) ? words.placements[placement] : placement;
  const reasons = make('div', { id: 'reasons-' + i, class: 'reasons', role: 'status' });
  const why = make('button', {
    type: 'button', 'aria-expanded': 'false', 'aria-controls': reasons.id,
    'aria-label': words.why + ' ' + where + ', ' + day(decidedAt),
  }, words.why);
  reasons.hidden = true;
  why.addEventListener('click', () => {
    const opens = reasons.hidden;
    reasons.hidden = !opens;
    why.setAttribute('aria-expanded', String(opens));
    if (opens && reasons.dataset.state !== 'there') tellReasons(reasons, why, decisionId);
  });
  return make('li', { class: 'chosen' },
    make('div', {}, make('span', {}, where + ': ' + itemIds.join(', ')), make('span', { class: 'quiet' }, day(decidedAt))), why, reasons);
};

/** Asked for when they are opened, not before; once they are there they stay. */
const tellReasons = async (reasons, why, decisionId) => {
  if (reasons.dataset.state === 'loading') return;
  reasons.dataset.state = 'loading';
  reasons.replaceChildren(make('p', { class: 'quiet' }, words.whyLoading));
  try {
    const path = '/v1/me/decisions/' + encodeURIComponent(decisionId) + '/explanation?locale=' + document.documentElement.lang;
    const { items } = await (await ask('GET', path)).json();
    const told = items.map(({ title, text }) => make('li', {}, make('strong', {}, title), make('span', {}, text)));
    reasons.replaceChildren(told.length > 0 ? make('ol', {}, ...told) : make('p', { class: 'quiet' }, words.whyNothing));
    reasons.dataset.state = 'there';
  } catch (error) {
    reasons.dataset.state = 'failed';
    const gone = error.status === 404 || error.status === 409;
    const text = gone ? words.whyGone : error.status === 429 ? words.tooMany : words.whyFailed;
    const again = make('button', { type: 'button' }, words.retry);
    again.addEventListener('click', () => { why.focus(); tellReasons(reasons, why, decisionId); });
    reasons.replaceChildren(make('p', {}, text), ...(gone ? [] : [again]));
  }
};

const shut = () => {
  find('content').hidden = true;
  find('status').hidden = false;
  find('status').textContent = words.noLink;
};

/** The link is taken out of the address bar and of the history before anything is asked. */
const linkIn = (address) => {
  const token = new URLSearchParams(address.hash.slice(1)).get('token');
  if (address.hash !== '') history.replaceState(null, '', address.pathname + address.search);
  return token;
};

const open = async () => {
  const link = linkIn(location);
  if (link) {
    session = (await (await ask('POST', '/v1/me/session', undefined, link)).json()).token;
    sessionStorage.setItem(SESSION, session);
  } else {
    session = sessionStorage.getItem(SESSION) ?? '';
    if (session === '') return shut();
  }
  me = await (await ask('GET', '/v1/me')).json();
  show();
  await showChosen();
  find('status').hidden = true;
  find('content').hidden = false;
};

find('new-trait').addEventListener('submit', addTrait);
for (const input of document.querySelectorAll('.pair input')) input.addEventListener('change', () => choose(input));
for (const format of ['json', 'csv']) find('download-' + format).addEventListener('click', () => download(format));
find('delete').addEventListener('click', () => { find('sure').showModal(); find('keep').focus(); });
find('keep').addEventListener('click', () => find('sure').close());
find('really').addEventListener('click', () => { find('sure').close(); erase(); });
open().catch((error) => {
  find('status').textContent = error instanceof TypeError ? words.failed : error.message;
});
`;
