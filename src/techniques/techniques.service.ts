import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { projectRoot } from '../platform/process/project-root.js';
import { readCatalogue } from './catalogue.js';
import { inForce, type TechniqueInForce } from './technique-in-force.js';
import type { Technique } from './technique-schema.js';

/** The catalogue of techniques: the same for every organisation, read once. */
@Injectable()
export class TechniquesService {
  private readonly techniques: ReadonlyMap<string, Technique> = new Map(
    readCatalogue(join(projectRoot, 'templates', 'techniques')).map((technique) => [technique.id, technique]),
  );

  all(): Technique[] {
    return [...this.techniques.values()];
  }

  find(id: string): Technique | undefined {
    return this.techniques.get(id);
  }

  /** The techniques of these ids as they stand now, each once; those that the catalogue does not have are left out. */
  inForce(ids: readonly string[]): TechniqueInForce[] {
    return [...new Set(ids)].flatMap((id) => {
      const technique = this.techniques.get(id);
      return technique === undefined ? [] : [inForce(technique)];
    });
  }

  /** What the check of a protocol asks: undefined when the catalogue does not have the technique. */
  statusOf(id: string): 'retracted' | 'other' | undefined {
    const technique = this.techniques.get(id);
    if (technique === undefined) return undefined;
    return technique.status === 'retracted' ? 'retracted' : 'other';
  }
}
