import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { projectRoot } from '../../src/platform/process/project-root.js';

type Written = Readonly<Record<string, unknown>>;

/** The protocol of an example, as its author wrote it. */
export function exampleProtocol(name: string): Written {
  const written: Written = parse(readFileSync(join(projectRoot, 'examples', name, 'protocol.yaml'), 'utf8'));
  return written;
}

export const asYaml = (protocol: Written): string => stringify(protocol);

/** A small drawn trial whose letters are sent elsewhere, so that nothing has to be printed. */
export function drawnProtocol(changes: Written = {}): Written {
  return {
    openbrief: 1,
    trial: 'klein',
    title: 'Kleine proef',
    organisation: {
      slug: 'dienst-een',
      name: 'Dienst Een',
      contact: { name: 'Team Een', email: 'een@dienst.example', url: 'https://dienst.example/een' },
    },
    authors: ['D. Ontwerper'],
    approval: { by: 'R. Beoordelaar', on: '2026-02-01' },
    question: 'Helpt een eenvoudige brief?',
    targetGroup: 'Iedereen in het bestand.',
    strata: ['regio'],
    arms: [
      { id: 'oud', name: 'Oude brief' },
      { id: 'nieuw', name: 'Nieuwe brief', elements: ['eenvoudig'] },
    ],
    reference: 'oud',
    letter: { subject: 'Uw formulier', sentBy: 'elsewhere' },
    elements: [
      {
        id: 'eenvoudig',
        name: 'Eenvoudig',
        technique: 'simplification',
        slot: 'geheel',
        description: 'Korter.',
      },
    ],
    outcome: { description: 'Het formulier is terug.', windowDays: 28 },
    analysis: { smallestWorthwhileUplift: 0.014 },
    power: {
      expectedResponse: 0.4,
      recipients: 120,
      reasonIfUnderpowered: 'Een oefening.',
    },
    planning: { mailing: '2026-03-02', close: '2026-04-06', disclosure: '2026-05-01' },
    data: { purpose: 'Leren.', legalGround: 'Artikel 6 AVG.', retainUntil: '2026-12-31', dpia: 'DPIA-1' },
    ethics: [{ question: 'Nadeel?', answer: 'Nee.' }],
    ...changes,
  };
}
