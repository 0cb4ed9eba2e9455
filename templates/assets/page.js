/**
 * Makes pages better that already work without it. The paper version opens what is folded, and closes it afterwards;
 * a region that has nothing to scroll is taken out of the tab order.
 */
const opened = new Set();

addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details:not([open])')) {
    details.open = true;
    opened.add(details);
  }
});

addEventListener('afterprint', () => {
  for (const details of opened) details.open = false;
  opened.clear();
});

const REGIONS = '.table-scroll, .sheets';

const sizes = new ResizeObserver((entries) => {
  for (const region of new Set(entries.map(({ target }) => target.closest(REGIONS)))) {
    if (region === null) continue;
    if (region.scrollWidth > region.clientWidth) region.setAttribute('tabindex', '0');
    else region.removeAttribute('tabindex');
  }
});

/** What is in a region may grow while the region does not: when its typeface comes, or what was folded is opened. */
function watchRegions(within) {
  for (const region of within.querySelectorAll(REGIONS)) {
    sizes.observe(region);
    for (const content of region.children) sizes.observe(content);
  }
}

watchRegions(document);

/** A file may be dropped on the form instead of chosen, and how far it is sent can be seen. */
function takeDrops(form) {
  const input = form.querySelector('input[type=file]');
  const progress = form.querySelector('progress');
  const over = (on) => form.classList.toggle('drop--over', on);
  form.addEventListener('dragover', (event) => {
    event.preventDefault();
    over(true);
  });
  form.addEventListener('dragleave', () => over(false));
  form.addEventListener('drop', (event) => {
    event.preventDefault();
    over(false);
    if (event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const sending = new XMLHttpRequest();
    progress.hidden = false;
    sending.upload.addEventListener('progress', ({ loaded, total }) => {
      progress.value = (100 * loaded) / total;
      // All is sent; how long reading takes nobody knows.
      if (loaded === total) progress.removeAttribute('value');
    });
    // What comes back is a page, the same as without script.
    sending.addEventListener('load', () => {
      const page = new DOMParser().parseFromString(sending.responseText, 'text/html');
      document.title = page.title;
      document.querySelector('main').replaceWith(document.adoptNode(page.querySelector('main')));
      document.querySelector('main').focus();
      for (const next of document.querySelectorAll('form[data-drop]')) takeDrops(next);
    });
    // Where this way fails, the plain one is left.
    sending.addEventListener('error', () => form.submit());
    sending.open('POST', form.action);
    sending.setRequestHeader('Accept', 'text/html');
    sending.send(new FormData(form));
  });
}

for (const form of document.querySelectorAll('form[data-drop]')) takeDrops(form);

/**
 * Keeps a part of the page up to date for as long as it says how often (in seconds): what comes back is the same page.
 * It waits while somebody is in one of its forms, or looks at something else, and stops where it is unticked.
 */
function keepUp(part) {
  const choice = document.querySelector('[data-keep-up-choice]');
  const box = choice?.querySelector('input');
  if (choice) choice.hidden = false;
  const again = () => {
    const seconds = Number(part.dataset.keepUp);
    if (seconds > 0) setTimeout(look, seconds * 1000);
    else document.querySelector('.wave-refresh')?.remove();
  };
  const look = async () => {
    const isBusy = part.contains(document.activeElement) || document.hidden || box?.checked === false;
    if (!isBusy) {
      try {
        const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const next = page.querySelector('[data-keep-up]');
        // Another page is there when a session ended: then what stands is left, and a reload tells.
        if (!answer.ok || next === null) return;
        if (!part.contains(document.activeElement)) {
          part.replaceChildren(...document.adoptNode(next).childNodes);
          part.dataset.keepUp = next.dataset.keepUp;
          watchRegions(part);
        }
      } catch {
        // The service is away for a moment; it is asked again.
      }
    }
    again();
  };
  again();
}

for (const part of document.querySelectorAll('[data-keep-up]')) keepUp(part);

/** A lesson goes on without loading the page anew: what comes back is the same page, and its explanation is read out. */
function keepLesson() {
  const take = async (address) => {
    try {
      const answer = await fetch(address, { headers: { Accept: 'text/html' } });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const next = page.querySelector('main');
      if (!answer.ok || next === null || page.querySelector('[data-lesson]') === null)
        throw new Error('Another page');
      history.pushState(null, '', address);
      document.querySelector('main').replaceWith(document.adoptNode(next));
      (document.getElementById('told') ?? document.querySelector('main')).focus();
      scrollTo({ top: 0 });
      for (const link of document.querySelectorAll('.nav-list__link[hreflang]')) {
        const other = page.querySelector('.nav-list__link[hreflang]');
        if (other !== null) link.href = other.href;
      }
    } catch {
      // Where this way fails, the plain one is left.
      location.href = address;
    }
  };
  document.addEventListener('submit', (event) => {
    // What is sent to be counted leads to a page of its own.
    if (!event.target.closest('[data-lesson]') || event.target.method === 'post') return;
    event.preventDefault();
    void take(`${event.target.action}?${new URLSearchParams(new FormData(event.target))}`);
  });
  addEventListener('popstate', () => location.reload());
}

if (document.querySelector('[data-lesson]')) keepLesson();
