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

const regions = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute('tabindex', '0');
    else target.removeAttribute('tabindex');
  }
});

for (const region of document.querySelectorAll('.table-scroll, .sheets')) regions.observe(region);

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
