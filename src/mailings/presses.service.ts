import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { chromiumArguments } from '../platform/chromium/chromium-arguments.js';
import { findChromium } from '../platform/chromium/find-chromium.js';
import type { Configuration } from '../platform/configuration/configuration.js';
import { CONFIGURATION } from '../platform/process/platform.module.js';
import { PrintingPress } from '../rendering/printing-press.js';

/** One browser for each of two cores: more of them only wait for one another. */
const PRESSES = 2;

/** The browsers of this process, started when the first letter is to be printed. */
@Injectable()
export class PressesService implements OnApplicationShutdown {
  private presses: Promise<readonly PrintingPress[]> | undefined;

  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  /** @throws DomainError `platform:no-chromium` */
  all(): Promise<readonly PrintingPress[]> {
    this.presses ??= this.open();
    return this.presses;
  }

  private async open(): Promise<readonly PrintingPress[]> {
    try {
      const chromiumPath = await findChromium(this.configuration.chromiumPath);
      return Array.from(
        { length: PRESSES },
        () => new PrintingPress({ chromiumPath, chromiumArguments: chromiumArguments() }),
      );
    } catch (error) {
      // Looked for again the next time: whoever is told that there is none installs one.
      this.presses = undefined;
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    const presses = await this.presses?.catch(() => []);
    await Promise.all((presses ?? []).map((press) => press.close()));
  }
}
