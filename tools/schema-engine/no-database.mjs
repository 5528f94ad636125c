async function refuse() {
  throw new Error('No database address: set DATABASE_URL.');
}

const adapter = {
  provider: 'postgres',
  adapterName: 'no-database',
  getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
  // Asked for the server's version, and given settings, as the engine starts.
  queryRaw: async () => ({ columnNames: [], columnTypes: [], rows: [] }),
  executeRaw: async () => 0,
  executeScript: refuse,
  startTransaction: refuse,
  dispose: async () => {},
};

/** For commands that only read files (`migrate diff` between two of them): an engine wants an adapter all the same. */
export const noDatabase = {
  provider: 'postgres',
  adapterName: adapter.adapterName,
  connect: async () => adapter,
  connectToShadowDb: async () => adapter,
};
