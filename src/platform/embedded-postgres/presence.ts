import { Client } from 'pg';

/** Any number will do, as long as every process takes the same: the first letters of `openbrief`. */
const LOCK = 0x6f70656e;

/**
 * A connection that stays open while this process uses the server, holding a shared lock. The system closes it when
 * the process is killed, so what the locks say of who is still there is always true.
 */
export class Presence {
  private constructor(private readonly client: Client) {}

  /** @returns undefined when the server stopped just now: then there is one to start */
  static async take(url: string): Promise<Presence | undefined> {
    const client = new Client({ connectionString: url, application_name: 'openbrief presence' });
    // A server that ends is noticed by whoever uses it; this connection has nothing to add.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select pg_advisory_lock_shared($1)', [LOCK]);
      return new Presence(client);
    } catch {
      await client.end().catch(() => undefined);
      return undefined;
    }
  }

  /**
   * Leaves; the last one out runs `turnOff`. Whoever comes in meanwhile waits for the lock, and finds the server gone.
   */
  async leave(turnOff: () => Promise<void>): Promise<void> {
    try {
      await this.client.query('select pg_advisory_unlock_shared($1)', [LOCK]);
      const { rows } = await this.client.query<{ last: boolean }>('select pg_try_advisory_lock($1) as last', [
        LOCK,
      ]);
      if (rows[0]?.last === true) await turnOff();
    } catch {
      // The server has stopped already, which is what leaving could have asked for.
    } finally {
      await this.client.end().catch(() => undefined);
    }
  }
}
