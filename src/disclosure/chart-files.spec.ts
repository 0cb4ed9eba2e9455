import { expect, test } from 'vitest';
import { PressesService } from '../mailings/presses.service.js';
import { readConfiguration } from '../platform/configuration/configuration.js';
import { PrintingPress } from '../rendering/printing-press.js';
import { ChartFiles } from './chart-files.service.js';

/** A browser that is at its first picture, and goes on when it is told. */
class SlowPress extends PrintingPress {
  readonly drawn: string[] = [];
  goOn: () => void = () => undefined;
  private readonly told = new Promise<void>((resolve) => (this.goOn = resolve));

  constructor() {
    super({ chromiumPath: 'none', chromiumArguments: [] });
  }

  override async picture(html: string): Promise<Uint8Array> {
    this.drawn.push(html);
    await this.told;
    return new Uint8Array([1]);
  }
}

class TwoPresses extends PressesService {
  readonly forLetters = new SlowPress();
  readonly forAnybody = new SlowPress();

  constructor() {
    super(readConfiguration({ OPENBRIEF_PUBLIC_URL: 'https://openbrief.example' }));
  }

  override async all(): Promise<readonly PrintingPress[]> {
    return [this.forLetters, this.forAnybody];
  }
}

const flowOf = (number: number) => ({
  chart: { narrow: '<svg></svg>', wide: `<svg><text>${number}</text></svg>` },
  arms: [],
  hasMailed: false,
  hasReturned: false,
});

test('pictures for anybody wait in a short line, and never for the browser that letters need', async () => {
  const presses = new TwoPresses();
  const files = new ChartFiles(presses);
  const asked = Array.from({ length: 30 }, (_, number) =>
    files.file('flow.png', undefined, flowOf(number)).then(
      ({ type }) => type,
      (error: unknown) => String(error),
    ),
  );
  // Who asks for one that is in the line already, waits with it.
  const again = files.file('flow.png', undefined, flowOf(0));
  await new Promise((resolve) => setTimeout(resolve, 20));
  presses.forAnybody.goOn();
  const answers = await Promise.all(asked);
  expect(answers.filter((type) => type === 'image/png')).toHaveLength(20);
  expect(answers.filter((told) => told.includes('outreach:too-many'))).toHaveLength(10);
  expect((await again).type).toBe('image/png');
  expect([presses.forLetters.drawn.length, presses.forAnybody.drawn.length]).toEqual([0, 20]);
  expect((await files.file('flow.png', undefined, flowOf(29))).type).toBe('image/png');
});
