import { definePage } from '../../platform/web/page.js';

/** The privacy page is about this service itself and says the same everywhere. */
export type PrivacyView = Readonly<Record<string, never>>;

export const privacyPage = definePage<PrivacyView>('privacy');
