import { benchDraw } from './draw.js';

/** `draw-alone RECIPIENTS STRATA`: the draw in a process of its own, as R's is; prints one line of JSON. */
const [recipients = '', strata = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(benchDraw(Number(recipients), Number(strata))));
