import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { quoted, withDatabase } from './database-url.mjs';

/** Type ids (pg_type.oid) of `"char"` and `char(n)`. */
const CHAR = 18;
const BPCHAR = 1042;

/**
 * Prisma's Postgres adapter, with what it lacks for migrations (7.10.0). Each change says what fails without it.
 */
export class MigrationAdapterFactory extends PrismaPg {
  #url;
  #shadowUrl;

  /**
   * @param {string} url
   * @param {string} [shadowUrl]
   */
  constructor(url, shadowUrl) {
    super({ connectionString: url, connectionTimeoutMillis: 5000 });
    this.#url = url;
    this.#shadowUrl = shadowUrl;
  }

  async connect() {
    const adapter = await super.connect();
    sendScriptsWhole(adapter);
    understandChar(adapter);
    return adapter;
  }

  /** The adapter's own drops the shadow database while its pool is open: "is being accessed by other users". */
  async connectToShadowDb() {
    if (this.#shadowUrl) return new MigrationAdapterFactory(this.#shadowUrl).connect();
    const database = `prisma_migrate_shadow_db_${randomUUID()}`;
    const main = await this.connect();
    await main.executeScript(`CREATE DATABASE ${quoted(database)}`);
    const shadow = await new MigrationAdapterFactory(withDatabase(this.#url, database)).connect();
    const disconnect = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await disconnect();
      await main.executeScript(`DROP DATABASE ${quoted(database)} WITH (FORCE)`);
      await main.dispose();
    };
    return shadow;
  }
}

/** The adapter's own splits a script at every `;`, within `$$` bodies and string literals too. */
function sendScriptsWhole(adapter) {
  adapter.executeScript = async (script) => {
    try {
      await adapter.underlyingDriver().query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
}

/** The adapter refuses the type `"char"`, which Postgres's catalogue is full of, and the engine wants it as a character. */
function understandChar(adapter) {
  const performIO = adapter.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  const charColumns = new WeakMap();

  adapter.performIO = async (query) => {
    const result = await performIO(query);
    charColumns.set(
      query,
      result.fields.map((field) => field.dataTypeID === CHAR),
    );
    for (const field of result.fields) {
      if (field.dataTypeID === CHAR) field.dataTypeID = BPCHAR;
    }
    return result;
  };

  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const isChar = charColumns.get(query);
    const columnTypes = result.columnTypes.map((type, index) =>
      isChar[index] ? ColumnTypeEnum.Character : type,
    );
    return { ...result, columnTypes };
  };
}
