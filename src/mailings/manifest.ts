/** One letter of a batch, for the print shop: no name, no address, no arm. */
export interface ManifestLine {
  readonly letterCode: string;
  readonly position: number;
  readonly firstPage: number;
  readonly lastPage: number;
}

/** What goes with a batch to the print shop. */
export interface Manifest {
  readonly format: 'openbrief-manifest-1';
  readonly trial: string;
  readonly wave: number;
  readonly batch: number;
  readonly pdf: string;
  readonly pdfSha256: string;
  readonly letters: number;
  readonly pages: number;
  readonly paper: 'A4, 80 g/m²';
  readonly envelope: 'C5, window on the left' | 'C5, window on the right';
  readonly lines: readonly ManifestLine[];
}

/** The manifest's lines as CSV, in printing order. Letter codes are of one alphabet: nothing needs a quote. */
export function manifestCsv(manifest: Manifest): string {
  const rows = manifest.lines.map(({ letterCode, position, firstPage, lastPage }) =>
    [letterCode, position, firstPage, lastPage].join(','),
  );
  return ['letter_code,position,first_page,last_page', ...rows, ''].join('\n');
}
