import type { Language } from '../../src/platform/i18n/language.js';
import { shownText } from '../../src/platform/i18n/shown-text.js';
import type { PersonFilePageView } from '../../src/workbench/views/person-file-view.js';
import { title } from './sample-register.js';

/** Somebody who got two letters, answered, and moved. */
export const samplePersonFile = (language: Language): PersonFilePageView => ({
  title: shownText(title, language),
  trialPath: '/workbench/trials/formulier',
  path: '/workbench/trials/formulier/person',
  typed: 'Z-2026-000318',
  file: {
    trial: { organisation: 'belastingdienst', name: 'formulier', retainUntil: '2026-12-31' },
    madeAt: '2026-03-20T10:00:00.000Z',
    line: 318,
    reference: 'Z-2026-000318',
    letterCode: '7K3M-9QXR-2WVB-0HTN',
    personal: {
      initials: 'A.B.',
      prefix: 'van den',
      surname: 'Broek-Westerhuizen',
      gender: 'female',
      businessName: '',
      street: 'Burgemeester van der Meulenstraat',
      houseNumber: '118',
      addition: 'bis',
      postcode: '1011AB',
      place: 'Amsterdam',
      country: '',
      fields: { bedrag: '€ 118,40' },
    },
    strata: { regio: 'noord' },
    cluster: 'H118',
    optedOut: false,
    arm: null,
    letters: [
      { wave: 1, batch: 3, state: 'handed-over', postedOn: '2026-03-02' },
      { wave: 2, batch: 1, state: 'planned', postedOn: null },
    ],
    withheld: [{ wave: 3, reason: 'moved', at: '2026-03-19T10:00:00.000Z' }],
    responses: [{ kind: 'formulier', respondedOn: '2026-03-12', receivedAt: '2026-03-13T10:00:00.000Z' }],
    returns: [{ wave: 1, returnedOn: '2026-03-09' }],
    notices: [{ kind: 'moved', at: '2026-03-19T10:00:00.000Z' }],
    erasedAt: null,
  },
});
