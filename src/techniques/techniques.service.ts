import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { projectRoot } from '../platform/process/project-root.js';
import { readCatalogue } from './catalogue.js';
import type { Technique } from './technique-schema.js';

/** The catalogue of techniques: everybody's, and the same for every organisation. */
@Injectable()
export class TechniquesService {
  private readonly techniques = new Map(
    readCatalogue(join(projectRoot, 'templates', 'techniques')).map((technique) => [technique.id, technique]),
  );

  all(): Technique[] {
    return [...this.techniques.values()];
  }

  find(id: string): Technique | undefined {
    return this.techniques.get(id);
  }

  /** Undefined for a technique that the catalogue does not know. */
  statusOf(id: string): 'retracted' | 'other' | undefined {
    const technique = this.techniques.get(id);
    if (technique === undefined) return undefined;
    return technique.status === 'retracted' ? 'retracted' : 'other';
  }
}
