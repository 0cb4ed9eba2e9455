/** Where a trial is in the workbench. */
export const workbenchPath = (trial: { readonly slug: string }): string => `/workbench/trials/${trial.slug}`;
