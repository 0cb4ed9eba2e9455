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
