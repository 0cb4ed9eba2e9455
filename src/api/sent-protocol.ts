import { checkLetters, type TechniqueStatus } from '../trials/protocol/letter-texts.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { invalidProtocol, readProtocol } from '../trials/protocol/read-protocol.js';
import { resolveProtocol } from '../trials/protocol/resolve-protocol.js';

/**
 * A protocol that came by the API as one text, YAML or JSON, with the letter texts in it: there are no files beside it.
 * @throws DomainError `trials:protocol-…` with a line for each mistake
 */
export function sentProtocol(text: string, statusOf: TechniqueStatus): Protocol {
  const { file, locate } = readProtocol(text);
  const resolved = resolveProtocol(file, () => undefined);
  if (!resolved.ok) throw invalidProtocol(locate(resolved.issues));
  const issues = checkLetters(resolved.protocol, statusOf);
  if (issues.length > 0) throw invalidProtocol(locate(issues));
  return resolved.protocol;
}
