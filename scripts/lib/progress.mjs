/** Where people look on, a moving line; in a log, a line now and then, so that silence never means trouble. */
const LOG_SECONDS = 15;

/** Says what is being done. `stream`: stderr where stdout belongs to somebody else (JSON, a test's result). */
export class Progress {
  constructor(stream = process.stdout) {
    this.stream = stream;
  }

  /** One line about what happens now. */
  say(line) {
    this.stream.write(`${line}\n`);
  }

  /** A moving line under it while a command runs: call `move` with each line of its output, `end` after. */
  moving() {
    const { stream } = this;
    const started = Date.now();
    const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
    let last = '';
    const draw = () => {
      const width = Math.max(20, (stream.columns ?? 80) - 10);
      stream.write(`\r\u001B[K  ${seconds()} ${last.slice(0, width)}`);
    };
    const timer = stream.isTTY
      ? setInterval(draw, 250)
      : setInterval(() => stream.write(`  … ${seconds()} ${last}\n`), LOG_SECONDS * 1000);
    return {
      move: (line) => {
        last = line;
      },
      end: () => {
        clearInterval(timer);
        if (stream.isTTY) stream.write('\r\u001B[K');
        return seconds();
      },
    };
  }
}
