const MOMENT = /^(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})$/;

const WRITTEN = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):00\+0[12]:00$/;

const OFFSETS = ['+02:00', '+01:00'] as const;

/**
 * A moment by the Dutch clock as a protocol writes it: `2026-03-02 12:00` is `2026-03-02T12:00:00+01:00`. An hour that
 * comes twice is the first; one that does not exist, and any other text, is undefined.
 */
export function dutchMoment(text: string): string | undefined {
  const [, day = '', hour = '', minute = ''] = MOMENT.exec(text) ?? [];
  if (day === '') return undefined;
  const clock = `${hour.padStart(2, '0')}:${minute}`;
  return OFFSETS.map((offset) => `${day}T${clock}:00${offset}`).find((moment) => {
    const date = new Date(moment);
    return (
      !Number.isNaN(date.getTime()) &&
      date.toLocaleString('sv-SE', {
        timeZone: 'Europe/Amsterdam',
        dateStyle: 'short',
        timeStyle: 'short',
      }) === `${day} ${clock}`
    );
  });
}

/** The same the other way; a moment that is written otherwise stays as it is. */
export function typedMoment(text: string): string {
  const [, day = '', clock = ''] = WRITTEN.exec(text) ?? [];
  const typed = `${day} ${clock}`;
  return day !== '' && dutchMoment(typed) === text ? typed : text;
}
