/**
 * Makes the form of a draft better that already works without it: it saves by itself, and shows what is still to be
 * done.
 */
const form = document.querySelector('form[data-autosave]');

/** Long enough not to save at each letter, short enough to lose nothing when the train comes. */
const PAUSE_MS = 1200;

/** Between one reckoning and the next: a number is more than one key. */
const RECKON_MS = 350;

if (form) keepSaved(form);
const size = document.getElementById('draft-size');
if (form && size) reckonSize(form, size);

function keepSaved(form) {
  const status = document.getElementById('draft-status');
  const side = document.getElementById('draft-side');
  const frame = document.querySelector('iframe[name="letter-preview"]');
  let timer;
  let waiting;
  let running = false;
  let changed = false;
  let leaving = false;
  // Fields that somebody was in: what they left empty there is told, and not what they have not come to yet.
  const touched = new Set();

  const say = (text, problem = false) => {
    status.textContent = text;
    status.classList.toggle('draft-status--problem', problem);
  };

  const save = async () => {
    clearTimeout(timer);
    if (running || leaving || !changed) return;
    running = true;
    changed = false;
    say(form.dataset.saving);
    try {
      const answer = await fetch(form.action, {
        method: 'POST',
        headers: { Accept: 'application/json' },
        body: new URLSearchParams(new FormData(form)),
      });
      const body = await answer.json();
      if (answer.ok) show(body);
      else {
        changed = true;
        say(`${body.detail} ${body.remedy}`, true);
      }
    } catch {
      changed = true;
      say(form.dataset.unsaved, true);
    } finally {
      running = false;
    }
  };

  const show = ({ revision, status: text, todo, messages, missing }) => {
    form.elements.revision.value = revision;
    say(changed ? form.dataset.unsaved : text);
    side.innerHTML = todo;
    for (const [id, message] of Object.entries(messages)) {
      const told = form.dataset.attempted !== undefined || touched.has(id);
      showMessage(id, message || (told ? missing[id] : ''));
    }
    // Not while somebody reads the letter with the keyboard: a new one would take their place away.
    if (frame && document.activeElement !== frame) frame.setAttribute('src', frame.getAttribute('src'));
    if (changed) timer = setTimeout(save, PAUSE_MS);
  };

  for (const link of document.querySelectorAll('a[target="letter-preview"]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      frame.setAttribute('src', link.getAttribute('href'));
    });
  }

  form.addEventListener('input', () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  });
  form.addEventListener('change', ({ target }) => {
    touched.add(target.closest('[data-field]')?.dataset.field);
    changed = true;
    void save();
  });
  form.addEventListener('submit', (event) => {
    // A save that is under way would make the form's own version an old one: it goes first.
    if (!running) {
      leaving = true;
      return;
    }
    event.preventDefault();
    // Whoever presses twice sends once, by the button that was pressed last.
    clearInterval(waiting);
    const { submitter } = event;
    waiting = setInterval(() => {
      if (running) return;
      clearInterval(waiting);
      form.requestSubmit(submitter ?? undefined);
    }, 50);
  });
  addEventListener('beforeunload', (event) => {
    if (changed && !leaving) event.preventDefault();
  });
}

/** Works out the size of the trial as somebody types; without this it is worked out with each save. */
function reckonSize(form, size) {
  const said = document.getElementById('size-said');
  let timer;
  let latest = 0;
  const reckon = async () => {
    latest += 1;
    const own = latest;
    try {
      const answer = await fetch(size.dataset.reckon, {
        method: 'POST',
        headers: { Accept: 'application/json' },
        body: new URLSearchParams(new FormData(form)),
      });
      // What a later one says is newer, whichever comes first.
      if (!answer.ok || own !== latest) return;
      const body = await answer.json();
      size.innerHTML = body.size;
      if (said.textContent !== body.said) said.textContent = body.said;
    } catch {
      // Without the service the figures stay those of the last save; the form itself says that nothing is saved.
    }
  };
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(reckon, RECKON_MS);
  });
}

function showMessage(id, message) {
  const place = document.getElementById(`${id}-message`);
  const field = document.getElementById(id);
  if (!place || !field) return;
  place.textContent = message;
  place.hidden = message === '';
  place.closest('[data-field]').classList.toggle('utrecht-form-field--invalid', message !== '');
  // A group of boxes is described by the message; being wrong is for a field.
  if (field.tagName === 'FIELDSET') return;
  if (message === '') field.removeAttribute('aria-invalid');
  else field.setAttribute('aria-invalid', 'true');
}
