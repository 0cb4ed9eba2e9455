/**
 * The form by which anybody redoes a draw in their own browser. All words are in the page; this chooses between them
 * and fills in numbers. Without script the form is not there, and the page says how else it can be done.
 */
const part = document.querySelector('[data-verify]');

const fill = (element, values) => {
  for (const place of element.querySelectorAll('[data-value]')) {
    place.textContent = String(values[place.dataset.value] ?? '');
  }
};

/** Shows one of the outcomes, with its numbers, and hides the others. */
function show(name, values = {}) {
  for (const outcome of part.querySelectorAll('[data-outcome]')) {
    outcome.hidden = outcome.dataset.outcome !== name;
    if (!outcome.hidden) fill(outcome, values);
  }
}

/** What a pack can't prove of itself: that it is the one that this page promised. */
function isOfThisPage({ header }) {
  const { commitment, pulse, list } = part.dataset;
  return (
    header.commitment === commitment &&
    (pulse === '' || header.beacon.pulse === pulse) &&
    (list === '' || header.list === list)
  );
}

/** A group by the name that people know it by; the list has its id. */
const nameOf = (arm) =>
  [...part.querySelectorAll('[data-arm]')].find(({ dataset }) => dataset.arm === arm)?.textContent ?? arm;

const number = new Intl.NumberFormat(document.documentElement.lang);

function tell({ verdict, asked, arm }) {
  const numbers = Object.fromEntries(
    ['recipients', 'strata', 'clusters', 'differing']
      .filter((name) => typeof verdict[name] === 'number')
      .map((name) => [name, number.format(verdict[name])]),
  );
  if (verdict.kind === 'match' && !isOfThisPage(verdict)) show('other-draw');
  else if (verdict.kind === 'match' && asked) {
    if (arm === undefined) show('match-without-line', numbers);
    else show('match-with-line', { ...numbers, arm: nameOf(arm) });
  } else show(verdict.kind, { ...numbers, line: verdict.line });
}

if (part !== null && typeof Worker !== 'undefined' && typeof DecompressionStream !== 'undefined') {
  const form = part.querySelector('form');
  const progress = part.querySelector('progress');
  const button = form.querySelector('button');
  part.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const [file] = form.elements.pack.files;
    const worker = new Worker(part.dataset.worker, { type: 'module' });
    const end = () => {
      worker.terminate();
      progress.hidden = true;
      button.disabled = false;
    };
    button.disabled = true;
    progress.hidden = false;
    progress.removeAttribute('value');
    show('working', { lines: 0 });
    worker.addEventListener('error', () => {
      end();
      show('unreadable');
    });
    worker.addEventListener('message', ({ data }) => {
      if (data.kind === 'read') show('working', { lines: number.format(data.lines) });
      else if (data.kind === 'drawing') show('drawing');
      else {
        end();
        if (data.kind === 'verdict') tell(data);
        else show(data.kind);
      }
    });
    const asked = {
      code: form.elements.code.value.trim(),
      ...(file === undefined ? { address: new URL(part.dataset.pack, location.href).href } : { file }),
    };
    // Nothing is handed over for good: the list of what is, is empty.
    worker.postMessage(asked, []);
  });
}
