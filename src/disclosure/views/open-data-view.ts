import { definePage } from '../../platform/web/page.js';

/** What can be downloaded and how it is described. */
export interface OpenDataView {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export const openDataPage = definePage<OpenDataView>('open-data');
