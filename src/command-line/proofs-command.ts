import { resolve } from 'node:path';
import type { Language } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';
import { FolderProofs, type WrittenProof } from '../trial-folder/folder-proofs.js';
import { openApplication } from './open-application.js';
import { EXIT } from './report-error.js';

export interface ProofsCommandOptions {
  readonly json: boolean;
  readonly approvedBy?: string;
}

/** `openbrief proofs FOLDER`: writes the proofs, and says how long each letter is and who approved it. */
export async function proofsCommand(
  folder: string,
  { json, approvedBy }: ProofsCommandOptions,
  translator: Translator,
  language: Language,
): Promise<void> {
  const say = (key: string, params = {}): string =>
    translator.translate(language, `letters:proofs.${key}`, params);
  const { app, close } = await openApplication();
  try {
    const proofs = await app.get(FolderProofs).write(resolve(folder), approvedBy);
    const lines = proofs.flatMap(({ file, pages, over, withoutFont, approvedBy: by }) => [
      `  ${file}: ${say('pages', { count: Math.max(...pages) })}, ${by === null ? say('open') : say('approved', { by })}`,
      ...(over > 0
        ? [`    ${say('too-long', { pages: Math.max(...pages), over, limit: Math.max(...pages) - over })}`]
        : []),
      ...(withoutFont.length > 0 ? [`    ${say('characters', { characters: withoutFont.join(' ') })}`] : []),
      ...(new Set(pages).size > 1 ? [`    ${say('uneven', { pages: pages.join(', ') })}`] : []),
    ]);
    process.stdout.write(json ? `${JSON.stringify(proofs)}\n` : `${lines.join('\n')}\n`);
    const isFaulty = ({ pages, over, withoutFont }: WrittenProof): boolean =>
      over > 0 || withoutFont.length > 0 || new Set(pages).size > 1;
    if (proofs.some(isFaulty)) process.exitCode = EXIT.refused;
  } finally {
    await close();
  }
}
