import { expect, test } from 'vitest';
import { protocolJsonSchema } from './protocol-schema.js';

test('the published JSON Schema is the one that the code checks by (rewrite it with --update after a change)', async () => {
  const schema = `${JSON.stringify(protocolJsonSchema(), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot('../../../schemas/protocol-1.schema.json');
});
