/** The search path of the operating system, on which a browser may be found. */
export const searchPath = (): string => process.env['PATH'] ?? '';

/** Windows can't load a program's libraries or open a socket without these. */
const WINDOWS_NEEDS = ['SystemRoot', 'SystemDrive', 'TEMP', 'TMP', 'USERPROFILE'];

/** The environment for PostgreSQL's programs: nothing of ours that could change what they do. */
export const plainEnvironment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(WINDOWS_NEEDS.map((name) => [name, process.env[name]])),
  PATH: searchPath(),
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
});
