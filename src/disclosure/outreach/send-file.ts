/** What stands for the newest version may change within a minute. */
export const FOR_A_MINUTE = 'public, max-age=60, stale-while-revalidate=600';
