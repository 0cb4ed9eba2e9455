import { describe, expect, test } from 'vitest';
import { drawFlow, type FlowBranch, type FlowDiagram } from './flow-diagram.js';

const branch = (place: number): FlowBranch => ({
  name: `Groep ${place} met een naam die over meer regels loopt dan er passen`,
  lines: [
    { text: 'Toegewezen', count: '2.000' },
    { text: 'Op tijd gereageerd', count: `minder dan ${place}` },
  ],
});
const diagram = (branches: number): FlowDiagram => ({
  title: 'Stroomschema',
  description: 'Van bestand <naar> reactie',
  stages: [
    { text: 'Regels', count: '16.120' },
    { text: 'Geloot', count: '16.000', left: [{ text: 'Geweigerd', count: '120' }] },
  ],
  branches: Array.from({ length: branches }, (_, place) => branch(place)),
});

/** Frames as they were drawn: left, top, width and height. */
const frames = (svg: string): readonly (readonly [number, number, number, number])[] =>
  [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)].map(
    ([, x, y, width, height]) => [Number(x), Number(y), Number(width), Number(height)],
  );

describe.each([0, 1, 2, 4, 5, 8, 9, 16])('%i arms', (branches) => {
  const drawn = drawFlow(diagram(branches));

  test.each(['narrow', 'wide'] as const)('%s: every box within the drawing, none over another', (kind) => {
    const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(drawn[kind]) ?? [];
    const boxes = frames(drawn[kind]);
    expect(boxes).toHaveLength(3 + branches);
    for (const [place, [x, y, w, h]] of boxes.entries()) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + w).toBeLessThanOrEqual(Number(width));
      expect(y + h).toBeLessThanOrEqual(Number(height));
      const over = boxes
        .slice(place + 1)
        .filter(
          (other) =>
            other[0] < x + w && x < other[0] + other[2] && other[1] < y + h && y < other[1] + other[3],
        );
      expect(over).toEqual([]);
    }
  });

  test('says what it shows, and every count', () => {
    expect(drawn.wide).toContain('Van bestand &lt;naar&gt; reactie');
    expect(drawn.wide).toContain('role="img"');
    expect(drawn.wide.match(/>2\.000</g) ?? []).toHaveLength(branches);
    expect(drawn.wide).not.toContain('style=');
  });
});
